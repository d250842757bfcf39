import { Link, useParams } from '@tanstack/react-router'
import {
  IconChartBar,
  IconCode,
  IconHome,
  IconKey,
  IconListDetails,
  IconMapPin,
  IconPlugConnected,
  IconRobot,
  IconSettings,
  IconShieldLock,
  IconTerminal2,
  IconUsers,
} from '@tabler/icons-react'
import classes from './app-frame.module.css'

const AREAS = [
  { to: '/vault', label: 'Vault', Icon: IconKey },
  { to: '/connections', label: 'Connections', Icon: IconPlugConnected },
  { to: '/bot-tokens', label: 'Bot tokens', Icon: IconRobot },
  { to: '/usage', label: 'Usage', Icon: IconChartBar },
  { to: '/developer', label: 'Developer', Icon: IconCode },
  { to: '/settings', label: 'Settings', Icon: IconSettings },
] as const

const WORKSPACE_AREAS = [
  { to: '/workspaces/$workspaceId', label: 'Overview', Icon: IconHome, exact: true },
  { to: '/workspaces/$workspaceId/protected-keys', label: 'Protected keys', Icon: IconShieldLock },
  { to: '/workspaces/$workspaceId/keys', label: 'Disposable keys', Icon: IconKey },
  { to: '/workspaces/$workspaceId/addresses', label: 'Trusted addresses', Icon: IconMapPin },
  { to: '/workspaces/$workspaceId/audit', label: 'Audit', Icon: IconListDetails },
  { to: '/workspaces/$workspaceId/management-tokens', label: 'Management', Icon: IconTerminal2 },
  { to: '/workspaces/$workspaceId/people', label: 'People', Icon: IconUsers },
  { to: '/workspaces/$workspaceId/settings', label: 'Settings', Icon: IconSettings },
] as const

interface NavigationProps {
  readonly onNavigate?: () => void
}

/** The areas, each one click away: a person's own, or those of the workspace that the address names. */
export const Navigation = (props: NavigationProps) => {
  const { workspaceId } = useParams({ strict: false })
  return (
    <nav aria-label="Areas">
      {workspaceId === undefined ? <OwnAreas {...props} /> : <WorkspaceAreas workspaceId={workspaceId} {...props} />}
    </nav>
  )
}

const OwnAreas = ({ onNavigate }: NavigationProps) => (
  <ul className={classes['areas']}>
    {AREAS.map(({ to, label, Icon }) => (
      <li key={to}>
        <Link to={to} className={classes['area'] ?? ''} {...(onNavigate ? { onClick: onNavigate } : {})}>
          <Icon size={20} stroke={1.8} aria-hidden="true" />
          <span>{label}</span>
        </Link>
      </li>
    ))}
  </ul>
)

const WorkspaceAreas = ({ workspaceId, onNavigate }: NavigationProps & { workspaceId: string }) => (
  <ul className={classes['areas']}>
    {WORKSPACE_AREAS.map(({ to, label, Icon, ...area }) => (
      <li key={to}>
        <Link
          to={to}
          params={{ workspaceId }}
          activeOptions={{ exact: 'exact' in area }}
          className={classes['area'] ?? ''}
          {...(onNavigate ? { onClick: onNavigate } : {})}
        >
          <Icon size={20} stroke={1.8} aria-hidden="true" />
          <span>{label}</span>
        </Link>
      </li>
    ))}
  </ul>
)
