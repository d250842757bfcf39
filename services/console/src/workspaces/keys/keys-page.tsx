import { NativeSelect, TextInput } from '@mantine/core'
import { IconAlertTriangle, IconPlus } from '@tabler/icons-react'
import { useDebouncedCallback } from '@mantine/hooks'
import { useNavigate, useSearch } from '@tanstack/react-router'
import { ButtonLink, Page, Panel } from '../../ui/index.js'
import { useIsAdmin, useWorkspace } from '../use-workspace.js'
import classes from '../workspaces.module.css'
import { KeyTable } from './key-table.js'
import { KeyNameChoice } from './protected-key-choice.js'
import { type KeysView, OWNERS, parseKeysView, STATES } from './view.js'
import { OWNER_WORDS, STATE_WORDS } from './words.js'

const TYPING_MS = 300

/** Every key that stands in for a real one, whoever has it. */
export const KeysPage = () => {
  const { id: workspaceId } = useWorkspace()
  const isAdmin = useIsAdmin()
  const view = useSearch({ from: '/app/workspaces/$workspaceId/keys' })
  const issue = isAdmin ? (
    <ButtonLink
      to="/workspaces/$workspaceId/keys/new"
      params={{ workspaceId }}
      search={view.connectionId === undefined ? {} : { of: view.connectionId }}
      leftSection={<IconPlus size={18} aria-hidden="true" />}
    >
      Issue a key
    </ButtonLink>
  ) : undefined
  return (
    <Page
      title="Disposable keys"
      lead="One for each application, agent, person and vendor. When one leaks, you revoke that one; the real key stays where it is."
      actions={
        <>
          <ButtonLink
            to="/workspaces/$workspaceId/leak"
            params={{ workspaceId }}
            variant="default"
            leftSection={<IconAlertTriangle size={18} aria-hidden="true" />}
          >
            A key leaked
          </ButtonLink>
          {issue}
        </>
      }
    >
      <Panel flush>
        <Filters view={view} />
        <KeyTable filter={view} action={issue} />
      </Panel>
    </Page>
  )
}

const Filters = ({ view }: { view: KeysView }) => {
  const navigate = useNavigate({ from: '/workspaces/$workspaceId/keys' })
  const show = (change: Partial<Record<keyof KeysView, string>>) =>
    void navigate({ search: (former) => parseKeysView({ ...former, ...change }), replace: true })
  const typed = useDebouncedCallback(show, TYPING_MS)
  return (
    <div className={classes['filters']} role="search" aria-label="Filter keys">
      <TextInput
        data-wide
        size="sm"
        label="Search"
        placeholder="Name, id or holder"
        defaultValue={view.q ?? ''}
        onChange={(event) => typed({ q: event.currentTarget.value.trim() })}
      />
      <KeyNameChoice value={view.connectionId} onChange={(connectionId) => show({ connectionId })} />
      <NativeSelect
        size="sm"
        label="For"
        value={view.owner ?? ''}
        onChange={(event) => show({ owner: event.currentTarget.value })}
        data={[
          { value: '', label: 'Everybody' },
          ...OWNERS.map((value) => ({ value, label: OWNER_WORDS[value].label })),
        ]}
      />
      <NativeSelect
        size="sm"
        label="State"
        value={view.status ?? ''}
        onChange={(event) => show({ status: event.currentTarget.value })}
        data={[{ value: '', label: 'All' }, ...STATES.map((value) => ({ value, label: STATE_WORDS[value].label }))]}
      />
      <TextInput
        size="sm"
        label="Environment"
        placeholder="All"
        defaultValue={view.environment ?? ''}
        onChange={(event) => typed({ environment: event.currentTarget.value.trim() })}
      />
    </div>
  )
}
