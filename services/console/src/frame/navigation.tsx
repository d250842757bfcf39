import { Link } from '@tanstack/react-router'
import { IconChartBar, IconCode, IconKey, IconPlugConnected, IconRobot, IconSettings } from '@tabler/icons-react'
import classes from './app-frame.module.css'

const AREAS = [
  { to: '/vault', label: 'Vault', Icon: IconKey },
  { to: '/connections', label: 'Connections', Icon: IconPlugConnected },
  { to: '/bot-tokens', label: 'Bot tokens', Icon: IconRobot },
  { to: '/usage', label: 'Usage', Icon: IconChartBar },
  { to: '/developer', label: 'Developer', Icon: IconCode },
  { to: '/settings', label: 'Settings', Icon: IconSettings },
] as const

/** The areas, each one click away. */
export const Navigation = ({ onNavigate }: { onNavigate?: () => void }) => (
  <nav aria-label="Areas">
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
  </nav>
)
