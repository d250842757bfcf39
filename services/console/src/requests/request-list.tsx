import { useInfiniteQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { type Column, DataTable, DetailButton, EmptyState, formatCount, Money, More, Time } from '../ui/index.js'
import { useClient } from '../wiring/index.js'
import type { RequestFilter, UsageRange } from './filter.js'
import { OutcomeBadge } from './outcome-badge.js'
import { outcomeOf } from './outcome.js'
import { requestsQuery, type UsageRequest } from './queries.js'
import { RequestDialog } from './request-dialog.js'
import classes from './requests.module.css'

interface RequestListProps {
  readonly filter: RequestFilter & Partial<UsageRange>
  readonly pageSize?: number
}

/** Calls in a table, each opening to its details. */
export const RequestList = ({ filter, pageSize = 50 }: RequestListProps) => {
  const query = useInfiniteQuery(requestsQuery(useClient(), { ...filter, pageSize }))
  const [shown, setShown] = useState<UsageRequest>()
  return (
    <>
      <DataTable
        caption="Calls, newest first"
        query={{ ...query, data: query.data?.pages.flatMap(({ requests }) => requests) }}
        columns={columns(setShown)}
        rowKey={({ requestId }) => requestId}
        empty={<EmptyState title="No calls here">When a token is used, each of its calls appears here.</EmptyState>}
      />
      <More query={query} />
      <RequestDialog request={shown} onClose={() => setShown(undefined)} />
    </>
  )
}

const columns = (show: (request: UsageRequest) => void): readonly Column<UsageRequest>[] => [
  {
    header: 'When',
    isName: true,
    cell: (request) => (
      <DetailButton onClick={() => show(request)}>
        <Time at={request.at} />
        <span className="for-readers">{`: details of ${request.model ?? request.path}, ${outcomeOf(request).word}`}</span>
      </DetailButton>
    ),
  },
  { header: 'Model', cell: ({ model, path }) => <span className={classes['model']}>{model ?? path}</span> },
  { header: 'Outcome', cell: (request) => <OutcomeBadge request={request} /> },
  {
    header: 'Tokens',
    align: 'right',
    cell: ({ inputTokens, outputTokens }) => (
      <span className="figures">
        {formatCount(inputTokens)} → {formatCount(outputTokens)}
      </span>
    ),
  },
  { header: 'Cost', align: 'right', cell: ({ costMicros }) => <Money micros={costMicros} /> },
]
