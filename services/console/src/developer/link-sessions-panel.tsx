import { useInfiniteQuery } from '@tanstack/react-query'
import { type Column, DataTable, EmptyState, More, Panel, StatusBadge, type StatusTone, Time } from '../ui/index.js'
import { useClient } from '../wiring/index.js'
import classes from './developer.module.css'
import { type LinkSessionSeen, linkSessionsQuery } from './queries.js'

/** What people did in Link: where they stopped, and what failed. */
export const LinkSessionsPanel = ({ clientId }: { clientId: string }) => {
  const query = useInfiniteQuery(linkSessionsQuery(useClient(), clientId))
  return (
    <Panel title="Link sessions" lead="Kept for 30 days. No key, no password and no token is in them." flush>
      <DataTable
        caption="Link sessions, newest first"
        query={{ ...query, data: query.data?.pages.flatMap(({ sessions }) => sessions) }}
        columns={COLUMNS}
        rowKey={({ linkSessionId }) => linkSessionId}
        empty={
          <EmptyState title="No sessions yet">Your server makes one for each person it asks to connect.</EmptyState>
        }
      />
      <More query={query} />
    </Panel>
  )
}

const STATES: Record<LinkSessionSeen['status'], { tone: StatusTone; word: string }> = {
  created: { tone: 'quiet', word: 'Made' },
  opened: { tone: 'accent', word: 'Opened' },
  authorized: { tone: 'warning', word: 'Approved' },
  exchanged: { tone: 'good', word: 'Connected' },
  updated: { tone: 'good', word: 'Changed' },
  expired: { tone: 'quiet', word: 'Expired' },
}

const COLUMNS: readonly Column<LinkSessionSeen>[] = [
  { header: 'When', isName: true, cell: ({ createdAt }) => <Time at={createdAt} /> },
  {
    header: 'State',
    cell: ({ status }) => <StatusBadge tone={STATES[status].tone}>{STATES[status].word}</StatusBadge>,
  },
  { header: 'Asks for', cell: ({ requestedProviders }) => requestedProviders.join(', ') },
  { header: 'Your user', cell: ({ userReference }) => userReference ?? 'not given' },
  {
    header: 'What happened',
    cell: ({ events }) => (
      <span className={classes['events']}>
        {events.length === 0 ? 'nothing seen' : null}
        {events.map(({ name, errorCode }) => (errorCode === null ? name : `${name} ${errorCode}`)).join(' · ')}
      </span>
    ),
  },
]
