import { StatusBadge } from '../ui/index.js'
import type { LiveState } from './use-live-usage.js'

/** Whether what is shown goes on by itself. */
export const LiveBadge = ({ state }: { state: LiveState }) =>
  state === 'live' ? (
    <StatusBadge tone="good">Live</StatusBadge>
  ) : (
    <StatusBadge tone="quiet">{state === 'connecting' ? 'Connecting' : 'Reconnecting'}</StatusBadge>
  )
