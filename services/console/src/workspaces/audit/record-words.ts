import { reasonInWords } from '../../requests/index.js'
import type { StatusTone } from '../../ui/index.js'
import type { AuditRecord } from './queries.js'

/** `protected_key.credential_replaced` → `Protected key: credential replaced`. */
export const actionInWords = (action: string): string => {
  const [subject = '', verb = ''] = action.split('.')
  const words = (text: string) => text.replaceAll('_', ' ')
  return `${subject.charAt(0).toUpperCase()}${words(subject.slice(1))}${verb === '' ? '' : `: ${words(verb)}`}`
}

/** What happened, in one line. */
export const titleOf = ({ call, act }: AuditRecord): string =>
  call === null ? actionInWords(act?.action ?? 'unknown') : `${call.method} ${call.path}`

/** Who did it: the key with its owner, or the person or token. */
export const actorOf = ({ call, act }: AuditRecord): string =>
  call === null ? (act?.actor.label ?? 'unknown') : (call.keyOwner?.name ?? call.keyId)

/** What came of it, in a word or two, and how good that is. */
export const outcomeOf = ({ call }: AuditRecord): { readonly tone: StatusTone; readonly word: string } => {
  if (call === null) return { tone: 'accent', word: 'Changed' }
  if (call.decision === 'refused')
    return { tone: 'problem', word: call.status === 0 ? 'Refused' : `Refused ${call.status}` }
  if (call.status === 0) return { tone: 'quiet', word: 'Caller left' }
  return { tone: call.status >= 400 ? 'warning' : 'good', word: `Allowed ${call.status}` }
}

/** Why a call was refused, in a sentence. */
export const reasonOf = ({ call }: AuditRecord): string | undefined =>
  call?.reason == null ? undefined : reasonInWords(call.reason)
