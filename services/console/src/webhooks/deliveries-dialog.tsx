import { Button, Modal } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { problemIn } from '../api/index.js'
import { type Column, DataTable, EmptyState, ProblemNote, StatusBadge, Time } from '../ui/index.js'
import { type Delivery, deliveriesQuery, type Webhook, type Webhooks } from './queries.js'
import { addressOf, answerOf, isSoon, stateOf } from './words.js'
import classes from './webhooks.module.css'

interface DeliveriesProps {
  readonly webhook: Webhook
  readonly webhooks: Webhooks
}

interface DeliveriesDialogProps extends DeliveriesProps {
  readonly opened: boolean
  readonly onClose: () => void
}

/** What was sent to a webhook lately, and what came of it. */
export const DeliveriesDialog = ({ opened, onClose, ...of }: DeliveriesDialogProps) => (
  <Modal opened={opened} onClose={onClose} title="Deliveries" size="60rem">
    <Deliveries {...of} />
  </Modal>
)

const Deliveries = ({ webhook, webhooks }: DeliveriesProps) => {
  const query = useQuery(deliveriesQuery(webhooks, webhook.id))
  return (
    <div className={classes['deliveries']}>
      <div className={classes['head']}>
        <p className={classes['target']}>Sent to {addressOf(webhook)} in the last 30 days, at most 50.</p>
        <Button variant="default" size="xs" onClick={() => void query.refetch()} data-autofocus>
          Refresh
        </Button>
        <span role="status" className="for-readers">
          {statusOf(query)}
        </span>
      </div>
      {query.isRefetchError ? <ProblemNote problem={problemIn(query.error)} /> : null}
      <DataTable
        caption="Deliveries, newest first"
        query={query}
        columns={COLUMNS}
        rowKey={({ id }) => id}
        empty={
          <EmptyState title="Nothing was sent yet">A test is sent at once, anything else when it happens.</EmptyState>
        }
      />
    </div>
  )
}

const statusOf = ({ isFetching, isError }: { isFetching: boolean; isError: boolean }): string => {
  if (isFetching) return 'Loading'
  return isError ? '' : 'Up to date'
}

// `Time` says `just now` of everything within a minute, which what is still to come is not.
const NextAttempt = ({ at }: { at: string | null }) =>
  at !== null && isSoon(at, new Date()) ? <span>within a minute</span> : <Time at={at} never="none" />

const COLUMNS: readonly Column<Delivery>[] = [
  { header: 'When', isName: true, cell: ({ createdAt }) => <Time at={createdAt} /> },
  { header: 'Event', cell: ({ type }) => <code>{type}</code> },
  {
    header: 'State',
    cell: ({ state }) => <StatusBadge tone={stateOf(state).tone}>{stateOf(state).word}</StatusBadge>,
  },
  { header: 'Attempts', align: 'right', cell: ({ attempts }) => attempts },
  { header: 'Last answer', cell: answerOf },
  { header: 'Next attempt', cell: ({ nextAttemptAt }) => <NextAttempt at={nextAttemptAt} /> },
]
