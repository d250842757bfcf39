import type { RelayAnswer } from './relay.port.js'

/** What a provider says of a key: takes it, takes it but not now, refuses it, says neither, or says nothing. */
export type KeyCheck = 'works' | 'limited' | 'refused' | 'unclear' | 'unreachable'

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

/** The same for people; `provider` is its name. */
export const sentenceOfCheck = (check: KeyCheck, provider: string): string => {
  switch (check) {
    case 'works':
      return `${provider} accepts this key.`
    case 'limited':
      return `${provider} knows this key, but has no credit or too many calls for it right now.`
    case 'refused':
      return `${provider} refuses this key. It may be revoked or mistyped.`
    case 'unclear':
      return `${provider} gave no clear answer about this key.`
    case 'unreachable':
      return `${provider} could not be reached to check this key.`
  }
}
