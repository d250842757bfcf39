import { StatusBadge } from '../../ui/index.js'
import type { KeyState } from './view.js'
import { STATE_WORDS } from './words.js'

/** Whether a key or a management token works. */
export const KeyStateBadge = ({ status }: { status: KeyState }) => (
  <StatusBadge tone={STATE_WORDS[status].tone}>{STATE_WORDS[status].label}</StatusBadge>
)
