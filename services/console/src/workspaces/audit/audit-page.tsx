import { Button, Menu, NativeSelect, TextInput } from '@mantine/core'
import { useDebouncedCallback } from '@mantine/hooks'
import { IconDownload } from '@tabler/icons-react'
import { useNavigate, useSearch } from '@tanstack/react-router'
import { useMemo } from 'react'
import { Page, Panel } from '../../ui/index.js'
import { KeyNameChoice } from '../keys/protected-key-choice.js'
import { METHODS } from '../keys/parse-scope.js'
import { useWorkspace } from '../use-workspace.js'
import shared from '../workspaces.module.css'
import { AuditTable } from './audit-table.js'
import { ChainPanel } from './chain-panel.js'
import { NarrowedKey } from './narrowed-key.js'
import { type AuditFilter, type AuditView, filterOf, parseAuditView, RANGES } from './view.js'

const TYPING_MS = 400

/** Every call and every change, who made it, and the chain that proves it. */
export const AuditPage = () => {
  const view = useSearch({ from: '/app/workspaces/$workspaceId/audit' })
  // Once for each view: a filter that moves on with the clock would never be found in the cache.
  const filter = useMemo(() => filterOf(view, new Date()), [view])
  return (
    <Page
      title="Audit"
      lead="Every call with a key and every change of an admin. Bodies are never recorded, query strings only where somebody switched it on."
      actions={<ExportMenu filter={filter} />}
    >
      <Panel flush>
        <Filters view={view} />
        <AuditTable filter={filter} />
      </Panel>
      <ChainPanel />
    </Page>
  )
}

const Filters = ({ view }: { view: AuditView }) => {
  const navigate = useNavigate({ from: '/workspaces/$workspaceId/audit' })
  const show = (change: Partial<Record<keyof AuditView, string>>) =>
    void navigate({ search: (former) => parseAuditView({ ...former, ...change }), replace: true })
  const typed = useDebouncedCallback(show, TYPING_MS)
  return (
    <div className={shared['filters']} role="search" aria-label="Filter records">
      <TextInput
        data-wide
        size="sm"
        label="Search"
        placeholder="Path, address, name, client"
        defaultValue={view.q ?? ''}
        onChange={(event) => typed({ q: event.currentTarget.value.trim() })}
      />
      <NativeSelect
        size="sm"
        label="When"
        value={view.range ?? 'week'}
        onChange={(event) => show({ range: event.currentTarget.value })}
        data={RANGES.map(({ range, label }) => ({ value: range, label }))}
      />
      <NativeSelect
        size="sm"
        label="Kind"
        value={view.kind ?? ''}
        onChange={(event) => show({ kind: event.currentTarget.value })}
        data={[
          { value: '', label: 'All' },
          { value: 'call', label: 'Calls' },
          { value: 'admin', label: 'Changes' },
        ]}
      />
      <NativeSelect
        size="sm"
        label="Decision"
        value={view.decision ?? ''}
        onChange={(event) => show({ decision: event.currentTarget.value })}
        data={[
          { value: '', label: 'All' },
          { value: 'allowed', label: 'Allowed' },
          { value: 'refused', label: 'Refused' },
        ]}
      />
      <KeyNameChoice value={view.connectionId} onChange={(connectionId) => show({ connectionId })} />
      <NativeSelect
        size="sm"
        label="Method"
        value={view.method ?? ''}
        onChange={(event) => show({ method: event.currentTarget.value })}
        data={[{ value: '', label: 'All' }, ...METHODS]}
      />
      <TextInput
        size="sm"
        label="Status"
        placeholder="423"
        inputMode="numeric"
        maxLength={3}
        defaultValue={view.status ?? ''}
        onChange={(event) => typed({ status: event.currentTarget.value.trim() })}
      />
      <NarrowedKey keyId={view.keyId} onClear={() => show({ keyId: '' })} />
    </div>
  )
}

const ExportMenu = ({ filter }: { filter: AuditFilter }) => {
  const { id: workspaceId } = useWorkspace()
  const address = (format: string) => {
    const query = new URLSearchParams(
      Object.entries({ ...filter, format }).map(([name, value]) => [name, String(value)]),
    )
    return `/v1/workspaces/${workspaceId}/audit/export?${query}`
  }
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
        <Menu.Item component="a" href={`/v1/workspaces/${workspaceId}/audit/export?format=chain`} download>
          The whole chain, to verify
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  )
}
