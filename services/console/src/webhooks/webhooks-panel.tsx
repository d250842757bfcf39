import { Button } from '@mantine/core'
import { useDisclosure } from '@mantine/hooks'
import { IconPlus } from '@tabler/icons-react'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useRef, useState } from 'react'
import { AnchorLink, ConfirmDialog, EmptyState, Panel, QueryView, toast } from '../ui/index.js'
import { useClient } from '../wiring/index.js'
import { NewWebhookDialog } from './new-webhook-dialog.js'
import { type Webhook, type WebhookOwner, webhooksOf, webhooksQuery } from './queries.js'
import { WebhookRow } from './webhook-row.js'
import { addressOf } from './words.js'
import classes from './webhooks.module.css'

/** As many as the server takes of one owner. */
const WEBHOOKS_MAX = 5

const LEADS = {
  app: 'Have a server of yours told when a budget that somebody set for this app reaches 80 and 100 percent, or when a connection is revoked.',
  workspace: 'Have a server of yours told when a budget of a disposable key reaches 80 and 100 percent.',
} as const

/** The servers that are told what happens to an app or a workspace. */
export const WebhooksPanel = ({ owner }: { owner: WebhookOwner }) => {
  const queryClient = useQueryClient()
  const webhooks = webhooksOf(useClient(), owner)
  const query = useQuery(webhooksQuery(webhooks))
  const [isAdding, adding] = useDisclosure(false)
  const [ending, setEnding] = useState<Webhook>()
  const list = useRef<HTMLDivElement>(null)
  return (
    <Panel
      title="Webhooks"
      lead={
        <>
          {LEADS[owner.kind]}{' '}
          <AnchorLink to="/docs/$slug" params={{ slug: 'webhooks' }}>
            What is sent, and how to check it
          </AnchorLink>
        </>
      }
      actions={<AddButton isFull={(query.data?.length ?? 0) >= WEBHOOKS_MAX} onClick={adding.open} />}
      flush
    >
      <div ref={list} className={classes['list']} role="group" aria-label="Webhooks" tabIndex={-1}>
        <QueryView query={query}>
          {(rows) =>
            rows.length === 0 ? (
              <EmptyState title="No webhooks yet">Add the URL at which your server listens.</EmptyState>
            ) : (
              rows.map((row) => (
                <WebhookRow key={row.id} webhook={row} webhooks={webhooks} onDelete={() => setEnding(row)} />
              ))
            )
          }
        </QueryView>
      </div>
      <NewWebhookDialog opened={isAdding} onClose={adding.close} webhooks={webhooks} />
      <ConfirmDialog
        opened={ending !== undefined}
        onClose={() => setEnding(undefined)}
        title="Delete this webhook?"
        action="Delete webhook"
        run={async () => {
          await webhooks.remove(ending?.id ?? '')
          await queryClient.invalidateQueries({ queryKey: webhooks.key })
          toast.done('The webhook is deleted.')
          // The button that opened the dialog is gone with its row: without this the focus would be nowhere.
          list.current?.focus()
        }}
      >
        <p className={classes['url']}>
          Nothing more is sent to {ending && addressOf(ending)}, not even what is still waiting.
        </p>
      </ConfirmDialog>
    </Panel>
  )
}

const AddButton = ({ isFull, onClick }: { isFull: boolean; onClick: () => void }) =>
  isFull ? (
    <span className={classes['full']}>{WEBHOOKS_MAX} at most</span>
  ) : (
    <Button variant="default" leftSection={<IconPlus size={18} aria-hidden="true" />} onClick={onClick}>
      Add webhook
    </Button>
  )
