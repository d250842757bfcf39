import { type Opener, redirectAddress } from './address.js'
import { parseMessage } from './message.js'
import { emptyMetadata } from './metadata.js'
import type { ResumedOutcome } from './options.js'
import { type LinkTheme, RESULT_FIELD, STATE_FIELD } from './protocol.js'

// Of this tab alone, and gone with it: a result that another tab, or nobody, asked for is not believed.
const PENDING = '1relay-link'

/** Leaves this page for Link. False if the browser lets the page remember nothing, without which no result can be believed. */
export const leaveForLink = (base: URL, who: Opener, init: { token: string; theme: LinkTheme }): boolean => {
  try {
    sessionStorage.setItem(PENDING, `${who.sessionId} ${who.nonce}`)
  } catch {
    return false
  }
  location.assign(redirectAddress(base, who, init))
  return true
}

/**
 * The ending that Link brought back to this page, once; undefined if it brought none, or none that this tab asked for.
 * Takes it out of the address first: a public token does not belong in a history or a bookmark.
 */
export const resume = (): ResumedOutcome | undefined => {
  if (typeof location === 'undefined') return undefined
  const fields = new URLSearchParams(location.hash.slice(1))
  const result = fields.get(RESULT_FIELD)
  if (result === null) return undefined
  const state = fields.get(STATE_FIELD)
  fields.delete(RESULT_FIELD)
  fields.delete(STATE_FIELD)
  const rest = fields.toString()
  history.replaceState(history.state, '', location.pathname + location.search + (rest && `#${rest}`))
  const [sessionId = '', nonce = ''] = takePending().split(' ')
  const heard = nonce === '' ? undefined : parseMessage(parseJson(result), nonce)
  if (heard?.type !== 'success' && heard?.type !== 'exit') return undefined
  const metadata = { ...emptyMetadata(sessionId), ...heard.metadata, linkSessionId: sessionId }
  return heard.type === 'success'
    ? { outcome: 'success', publicToken: heard.publicToken, metadata, state }
    : { outcome: 'exit', error: heard.error, metadata, state }
}

const takePending = (): string => {
  try {
    const pending = sessionStorage.getItem(PENDING) ?? ''
    sessionStorage.removeItem(PENDING)
    return pending
  } catch {
    return ''
  }
}

const parseJson = (text: string): unknown => {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
