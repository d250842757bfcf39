import { Button, Group, Menu, NativeSelect } from '@mantine/core'
import { IconDownload, IconX } from '@tabler/icons-react'
import { filterQuery, type RequestFilter, RequestList, type UsageRange } from '../requests/index.js'
import { Panel } from '../ui/index.js'
import { SHOWN, type UsageView } from './view.js'
import classes from './usage.module.css'

interface CallsPanelProps {
  readonly view: UsageView
  readonly range: UsageRange
  readonly onView: (change: Partial<Record<keyof UsageView, unknown>>) => void
}

/** Every call of the range, narrowed as the address says, and the same as a file. */
export const CallsPanel = ({ view, range, onView }: CallsPanelProps) => {
  const shown = SHOWN.find(({ show }) => show === view.show)?.filter ?? {}
  const { connectionId, provider, model } = view
  const filter: RequestFilter & UsageRange = { ...range, ...shown, connectionId, provider, model }
  return (
    <Panel
      title="Calls"
      actions={
        <Group gap="xs">
          <NativeSelect
            size="sm"
            aria-label="Which calls"
            value={view.show ?? 'all'}
            onChange={(event) => onView({ show: event.currentTarget.value })}
            data={SHOWN.map(({ show, label }) => ({ value: show, label }))}
          />
          <ExportMenu filter={filter} />
        </Group>
      }
      flush
    >
      <Narrowed view={view} onView={onView} />
      <RequestList filter={filter} />
    </Panel>
  )
}

const NARROWED = ['provider', 'model', 'connectionId'] as const

const Narrowed = ({ view, onView }: Pick<CallsPanelProps, 'view' | 'onView'>) => {
  const set = NARROWED.filter((field) => view[field] !== undefined)
  if (set.length === 0) return null
  return (
    <div className={classes['narrowed']}>
      {set.map((field) => (
        <Button
          key={field}
          size="compact-sm"
          variant="light"
          rightSection={<IconX size={14} aria-hidden="true" />}
          onClick={() => onView({ [field]: undefined })}
          aria-label={`Show more than ${view[field]}`}
        >
          {view[field]}
        </Button>
      ))}
    </div>
  )
}

const ExportMenu = ({ filter }: { filter: RequestFilter & UsageRange }) => {
  const address = (format: string) =>
    `/v1/usage/export?${new URLSearchParams({ ...(filterQuery(filter) as Record<string, string>), format })}`
  return (
    <Menu position="bottom-end">
      <Menu.Target>
        <Button variant="default" leftSection={<IconDownload size={16} aria-hidden="true" />}>
          Export
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Item component="a" href={address('csv')} download>
          CSV, for spreadsheets
        </Menu.Item>
        <Menu.Item component="a" href={address('jsonl')} download>
          JSON lines
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  )
}
