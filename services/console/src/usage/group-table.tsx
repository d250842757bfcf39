import { type Column, DataTable, formatCount, Money, Panel } from '../ui/index.js'
import type { UsageGroup } from './queries.js'
import { type Grouping, GROUPS, type UsageView } from './view.js'
import classes from './usage.module.css'

interface GroupTableProps {
  readonly by: Grouping
  readonly query: React.ComponentProps<typeof DataTable<UsageGroup>>['query']
  readonly onView: (change: Partial<Record<keyof UsageView, unknown>>) => void
}

/** The sums behind the chart; what can be narrowed to is a button. */
export const GroupTable = ({ by, query, onView }: GroupTableProps) => {
  const label = GROUPS.find((group) => group.by === by)?.label ?? ''
  if (query.data?.length === 0) return null
  return (
    <Panel title={`By ${label.toLowerCase()}`} flush>
      <DataTable
        caption={`Sums by ${label.toLowerCase()}, the dearest first`}
        query={query}
        columns={columns(by, label, onView)}
        rowKey={({ key }) => key}
        empty={null}
      />
    </Panel>
  )
}

const NARROWS: Partial<Record<Grouping, keyof UsageView>> = {
  provider: 'provider',
  model: 'model',
  connection: 'connectionId',
}

const columns = (by: Grouping, label: string, onView: GroupTableProps['onView']): readonly Column<UsageGroup>[] => [
  {
    header: label,
    isName: true,
    cell: ({ key, name }) => {
      const field = NARROWS[by]
      if (field === undefined || key === '') return name
      return (
        <button type="button" className={classes['narrow']} onClick={() => onView({ [field]: key })}>
          {name}
        </button>
      )
    },
  },
  { header: 'Calls', align: 'right', cell: ({ requests }) => <span className="figures">{formatCount(requests)}</span> },
  {
    header: 'Input',
    align: 'right',
    cell: ({ inputTokens }) => <span className="figures">{formatCount(inputTokens)}</span>,
  },
  {
    header: 'Output',
    align: 'right',
    cell: ({ outputTokens }) => <span className="figures">{formatCount(outputTokens)}</span>,
  },
  { header: 'Cost', align: 'right', cell: ({ costMicros }) => <Money micros={costMicros} /> },
]
