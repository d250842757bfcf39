import { Button } from '@mantine/core'
import { useDisclosure } from '@mantine/hooks'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { problemIn } from '../api/index.js'
import { formatExact, PanelRow, ProblemNote, StatusBadge, Time } from '../ui/index.js'
import { DeliveriesDialog } from './deliveries-dialog.js'
import { type Delivery, deliveriesQuery, type Webhook, type Webhooks } from './queries.js'
import { addressOf, outcomeInWords, stateOf } from './words.js'
import classes from './webhooks.module.css'

interface WebhookRowProps {
  readonly webhook: Webhook
  readonly webhooks: Webhooks
  readonly onDelete: () => void
}

/** One webhook: a test of it, what was sent to it, and its end. */
export const WebhookRow = ({ webhook, webhooks, onDelete }: WebhookRowProps) => {
  const { id, createdAt } = webhook
  const url = addressOf(webhook)
  const queryClient = useQueryClient()
  const [isOpen, dialog] = useDisclosure(false)
  const test = useMutation({
    mutationFn: () => webhooks.test(id),
    onSettled: () => queryClient.invalidateQueries({ queryKey: deliveriesQuery(webhooks, id).queryKey }),
  })
  return (
    <>
      <PanelRow
        title={url}
        hint={
          <>
            Added <Time at={createdAt} />
            <div role="status" className={classes['outcome']}>
              {test.isPending ? 'Sending …' : <TestOutcome delivery={test.data} />}
            </div>
          </>
        }
      >
        {/* Not disabled while it sends: that would take the focus from it. */}
        <Button
          variant="default"
          size="xs"
          onClick={() => {
            if (!test.isPending) test.mutate()
          }}
        >
          Send a test<span className="for-readers"> to {url}</span>
        </Button>
        <Button variant="default" size="xs" onClick={dialog.open}>
          Deliveries<span className="for-readers"> to {url}</span>
        </Button>
        <Button variant="subtle" color="red" size="xs" onClick={onDelete}>
          Delete<span className="for-readers"> {url}</span>
        </Button>
      </PanelRow>
      {test.isError ? (
        <div className={classes['note']}>
          <ProblemNote problem={problemIn(test.error)} />
        </div>
      ) : null}
      <DeliveriesDialog opened={isOpen} onClose={dialog.close} webhook={webhook} webhooks={webhooks} />
    </>
  )
}

// The exact time of the next attempt: one that counts down would be read aloud again every minute.
const TestOutcome = ({ delivery }: { delivery: Delivery | undefined }) => {
  if (delivery === undefined) return null
  const { tone, word } = stateOf(delivery.state)
  return (
    <>
      <StatusBadge tone={tone}>{word}</StatusBadge> {outcomeInWords(delivery, formatExact)}
    </>
  )
}
