import { useInfiniteQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { auditQuery } from '../audit/queries.js'
import { AuditTable } from '../audit/audit-table.js'
import { filterOf } from '../audit/view.js'
import type { DisposableKey } from '../keys/queries.js'
import { Panel, QueryView, Time } from '../../ui/index.js'
import { useClient } from '../../wiring/index.js'
import { useWorkspace } from '../use-workspace.js'
import { type Caller, callersOf } from './evidence.js'
import classes from './leak.module.css'

const PAGE_SIZE = 200
const REFRESH_MS = 5000

/** From where the key was used, and what was stopped. */
export const EvidenceStep = ({ issued }: { issued: DisposableKey }) => {
  const { id: workspaceId } = useWorkspace()
  const [filter] = useState(() => filterOf({ kind: 'call', range: 'month' }, new Date()))
  const query = useInfiniteQuery({
    ...auditQuery(useClient(), workspaceId, { ...filter, keyId: issued.id }, PAGE_SIZE),
    refetchInterval: REFRESH_MS,
  })
  return (
    <Panel title="2. What was done with it?" lead="The latest calls of the last 30 days, by address." flush>
      <QueryView query={query}>
        {({ pages }) => <Callers callers={callersOf(pages.flatMap(({ records }) => records))} />}
      </QueryView>
      <AuditTable filter={{ ...filter, keyId: issued.id }} pageSize={10} isLive />
    </Panel>
  )
}

const Callers = ({ callers }: { callers: readonly Caller[] }) => {
  const asked = callers.reduce((sum, caller) => sum + caller.asked, 0)
  if (callers.length === 0) return <p className={classes['verdict']}>Nobody has called with it. You are early.</p>
  return (
    <>
      {asked === 0 ? null : (
        <p className={classes['verdict']} data-tone="good">
          {asked === 1 ? 'One call was' : `${asked} calls were`} stopped with 423, from{' '}
          {listed(callers.filter((caller) => caller.asked > 0).map(({ ip }) => ip))}: nobody had confirmed that network,
          and the API heard nothing.
        </p>
      )}
      <ul className={classes['callers']}>
        {callers.map(({ ip, clients, allowed, refused, lastAt }) => (
          <li key={ip}>
            <span>
              <code>{ip}</code>
              <small>{clients.slice(0, 2).join(', ') || 'a client that did not say'}</small>
            </span>
            <span className={classes['counts']}>
              {allowed} allowed, {refused} refused
              <small>
                last <Time at={lastAt} />
              </small>
            </span>
          </li>
        ))}
      </ul>
    </>
  )
}

const listed = (words: readonly string[]): string =>
  words.length < 2 ? words.join() : `${words.slice(0, -1).join(', ')} and ${words.at(-1) ?? ''}`
