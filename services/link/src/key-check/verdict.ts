import type { KeyCheck } from '../flow/index.js'
import type { RelayAnswer } from './relay.port.js'

/** What an answer says about the key. Only a plain no of the provider itself counts as a refusal. */
export const verdictOf = (answer: RelayAnswer | undefined): KeyCheck => {
  if (answer === undefined) return 'unreachable'
  const { status, refusal } = answer
  if (refusal !== undefined) return refusal.startsWith('upstream_') ? 'unreachable' : 'unclear'
  if (status < 300) return 'works'
  if (status === 401 || status === 403) return 'refused'
  if (status === 402 || status === 429) return 'limited'
  return status >= 500 ? 'unreachable' : 'unclear'
}
