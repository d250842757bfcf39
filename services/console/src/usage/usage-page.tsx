import { SegmentedControl } from '@mantine/core'
import { useThrottledCallback } from '@mantine/hooks'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useNavigate, useSearch } from '@tanstack/react-router'
import { useMemo } from 'react'
import { LiveBadge, useLiveUsage } from '../live/index.js'
import { Page, Panel, QueryView } from '../ui/index.js'
import { useClient } from '../wiring/index.js'
import { CallsPanel } from './calls-panel.js'
import { GroupTable } from './group-table.js'
import { seriesQuery, sumsQuery } from './queries.js'
import { SpendChart } from './spend-chart.js'
import { Totals } from './totals.js'
import { GROUPS, RANGES, rangeOf, type UsageView } from './view.js'

// A busy bot makes many calls a second; nobody reads faster than this.
const REFRESH_MS = 2000

/** What was spent, when and on what, and every call of it. */
export const UsagePage = () => {
  const view = useSearch({ from: '/app/usage' })
  const show = useShow()
  const queryClient = useQueryClient()
  const refresh = useThrottledCallback(() => {
    void queryClient.invalidateQueries({ queryKey: ['usage'] })
    void queryClient.invalidateQueries({ queryKey: ['requests'] })
  }, REFRESH_MS)
  const live = useLiveUsage({ onUsage: refresh })
  return (
    <Page
      title="Usage"
      lead="What your keys were used for, and what it cost. Prompts and answers are never stored."
      actions={
        <>
          <LiveBadge state={live} />
          <SegmentedControl
            aria-label="Range"
            value={String(view.days ?? 30)}
            onChange={(days) => show({ days: Number(days) })}
            data={RANGES.map(({ days, label }) => ({ value: String(days), label }))}
          />
        </>
      }
    >
      <Sums view={view} />
      <CallsPanel view={view} range={useRange(view)} onView={show} />
    </Page>
  )
}

const Sums = ({ view }: { view: UsageView }) => {
  const client = useClient()
  const show = useShow()
  const by = view.by ?? 'app'
  const range = useRange(view)
  const narrow = { connectionId: view.connectionId, provider: view.provider, model: view.model }
  const sums = useQuery(sumsQuery(client, by, range, narrow))
  const series = useQuery(seriesQuery(client, by, range, narrow))
  return (
    <>
      <QueryView query={sums}>{({ totals }) => <Totals totals={totals} />}</QueryView>
      <Panel
        title="Spend a day"
        actions={
          <SegmentedControl
            size="xs"
            aria-label="By"
            value={by}
            onChange={(value) => show({ by: value })}
            data={GROUPS.map((group) => ({ value: group.by, label: group.label }))}
          />
        }
      >
        <QueryView query={series}>{(data) => <SpendChart {...data} />}</QueryView>
      </Panel>
      <GroupTable by={by} query={{ ...sums, data: sums.data?.groups }} onView={show} />
    </>
  )
}

/** Changes the address; what is undefined leaves it. */
const useShow = (): ((change: Partial<Record<keyof UsageView, unknown>>) => void) => {
  const navigate = useNavigate({ from: '/usage' })
  return (change) => void navigate({ search: (view) => ({ ...view, ...change }) as UsageView, replace: true })
}

const useRange = ({ days = 30 }: UsageView) =>
  useMemo(() => rangeOf(days, new Date(), Intl.DateTimeFormat().resolvedOptions().timeZone), [days])
