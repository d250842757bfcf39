import { useInfiniteQuery } from '@tanstack/react-query'
import { useState } from 'react'
import {
  type Column,
  DataTable,
  DetailButton,
  EmptyState,
  formatExact,
  More,
  StatusBadge,
  Time,
} from '../../ui/index.js'
import { useClient } from '../../wiring/index.js'
import { useWorkspace } from '../use-workspace.js'
import classes from './audit.module.css'
import { type AuditRecord, auditQuery } from './queries.js'
import { RecordDrawer } from './record-drawer.js'
import { actorOf, outcomeOf, reasonOf, titleOf } from './record-words.js'
import type { AuditFilter } from './view.js'

interface AuditTableProps {
  readonly filter: AuditFilter
  readonly pageSize?: number
  /** Asks again every few seconds: somebody waits for a call to appear. */
  readonly isLive?: boolean
}

const REFRESH_MS = 5000

/** Records of the audit, newest first, each opening to everything that it says. */
export const AuditTable = ({ filter, pageSize = 50, isLive = false }: AuditTableProps) => {
  const { id: workspaceId } = useWorkspace()
  const query = useInfiniteQuery({
    ...auditQuery(useClient(), workspaceId, filter, pageSize),
    refetchInterval: isLive && REFRESH_MS,
  })
  const [shown, setShown] = useState<AuditRecord>()
  const searchedTo = query.data?.pages.at(-1)?.searchedTo
  return (
    <>
      <DataTable
        caption="Records, newest first"
        query={{ ...query, data: query.data?.pages.flatMap(({ records }) => records) }}
        columns={columnsOf(setShown)}
        rowKey={({ seq }) => String(seq)}
        empty={
          query.hasNextPage ? (
            <EmptyState title="Nothing so far">There are older records to look through.</EmptyState>
          ) : (
            <EmptyState title="Nothing here">Every call and every change appears here within seconds.</EmptyState>
          )
        }
      />
      <More query={query} label="Show older">
        {searchedTo == null ? null : <span>Looked through to {formatExact(new Date(searchedTo))}.</span>}
      </More>
      <RecordDrawer record={shown} onClose={() => setShown(undefined)} />
    </>
  )
}

const columnsOf = (show: (record: AuditRecord) => void): readonly Column<AuditRecord>[] => [
  {
    header: 'When',
    isName: true,
    cell: (record) => (
      <DetailButton onClick={() => show(record)}>
        <Time at={record.at} />
        <span className="for-readers">{`: details of ${titleOf(record)}`}</span>
      </DetailButton>
    ),
  },
  {
    header: 'What',
    cell: (record) =>
      record.call === null ? (
        <span>
          {titleOf(record)} <span className={classes['sub']}>{record.act?.subject.label}</span>
        </span>
      ) : (
        <code className={classes['path']}>{titleOf(record)}</code>
      ),
  },
  {
    header: 'Who',
    cell: (record) => (
      <span>
        {actorOf(record)}
        <span className={classes['sub']}>{record.call?.ip ?? record.act?.ip}</span>
      </span>
    ),
  },
  {
    header: 'Outcome',
    cell: (record) => (
      <span>
        <StatusBadge tone={outcomeOf(record).tone}>{outcomeOf(record).word}</StatusBadge>
        {reasonOf(record) === undefined ? null : <span className="for-readers">: {reasonOf(record)}</span>}
      </span>
    ),
  },
]
