import type { components } from '@1relay/contracts'
import { StatusBadge, type StatusTone } from '../ui/index.js'

export type GrantState = components['schemas']['ConnectionStatus']

const WORDS: Record<GrantState, { tone: StatusTone; word: string }> = {
  active: { tone: 'good', word: 'Active' },
  pending: { tone: 'warning', word: 'Waiting for the app' },
  revoked: { tone: 'quiet', word: 'Revoked' },
  expired: { tone: 'quiet', word: 'Expired' },
}

/** Whether a connection or bot token can be used. */
export const GrantStatus = ({ status }: { status: GrantState }) => (
  <StatusBadge tone={WORDS[status].tone}>{WORDS[status].word}</StatusBadge>
)
