import { Menu } from '@mantine/core'
import { IconCheck, IconLayoutList, IconPlus, IconSelector, IconUser, IconUsersGroup } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { useNavigate, useParams } from '@tanstack/react-router'
import { workspacesQuery } from '../api/index.js'
import { useClient } from '../wiring/index.js'
import classes from './workspace-switcher.module.css'

/** Whose keys one sees: one's own, or those of a workspace. */
export const WorkspaceSwitcher = ({ onNavigate }: { onNavigate?: () => void }) => {
  const { workspaceId } = useParams({ strict: false })
  const { data: workspaces = [] } = useQuery(workspacesQuery(useClient()))
  const navigate = useNavigate()
  const current = workspaces.find(({ id }) => id === workspaceId)
  const goTo = (id: string) => {
    onNavigate?.()
    void navigate({ to: '/workspaces/$workspaceId', params: { workspaceId: id } })
  }
  const name = workspaceId === undefined ? 'Personal' : (current?.name ?? 'Workspace')
  const Icon = workspaceId === undefined ? IconUser : IconUsersGroup
  return (
    <Menu position="bottom-start" width={224}>
      <Menu.Target>
        <button type="button" className={classes['button']} aria-label={`Workspace: ${name}`}>
          <Icon size={18} aria-hidden="true" />
          <span className={classes['name']}>{name}</span>
          <IconSelector size={16} aria-hidden="true" />
        </button>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Item
          leftSection={<IconUser size={16} aria-hidden="true" />}
          rightSection={<Chosen when={workspaceId === undefined} />}
          onClick={() => {
            onNavigate?.()
            void navigate({ to: '/vault' })
          }}
        >
          Personal
        </Menu.Item>
        {workspaces.map(({ id, name: label }) => (
          <Menu.Item
            key={id}
            leftSection={<IconUsersGroup size={16} aria-hidden="true" />}
            rightSection={<Chosen when={id === workspaceId} />}
            onClick={() => goTo(id)}
          >
            <span className={classes['name']}>{label}</span>
          </Menu.Item>
        ))}
        <Menu.Divider />
        <Menu.Item
          leftSection={
            workspaces.length === 0 ? (
              <IconPlus size={16} aria-hidden="true" />
            ) : (
              <IconLayoutList size={16} aria-hidden="true" />
            )
          }
          onClick={() => {
            onNavigate?.()
            void navigate({ to: '/workspaces' })
          }}
        >
          {workspaces.length === 0 ? 'Create a workspace' : 'All workspaces'}
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  )
}

const Chosen = ({ when }: { when: boolean }) =>
  when ? (
    <>
      <IconCheck size={16} aria-hidden="true" />
      <span className="for-readers">(chosen)</span>
    </>
  ) : null
