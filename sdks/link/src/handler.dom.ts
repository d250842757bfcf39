import { parseBaseUrl, sessionIdOf } from './address.js'
import { linkError } from './failure.js'
import { emptyMetadata } from './metadata.js'
import { makeNonce, Opening } from './opening.dom.js'
import type { LinkErrorCode, LinkHandler, LinkOptions } from './options.js'
import { leaveForLink } from './redirect.dom.js'

// Two Links at once in one page would each make the other inert.
let openInPage: Opening | undefined

/** A handler for one link token. Touches no `window` before `open()`, so it can be made on a server. */
export const createHandler = (options: LinkOptions): LinkHandler => {
  const base = parseBaseUrl(options.apiBaseUrl)
  const sessionId = sessionIdOf(options.token)
  let opening: Opening | undefined
  let state: 'usable' | 'used' | 'destroyed' = 'usable'

  const refuse = (code: LinkErrorCode): void => options.onExit?.(linkError(code), emptyMetadata(sessionId ?? ''))
  const ending = {
    ended: () => {
      opening = openInPage = undefined
    },
    succeeded: (success: Parameters<LinkOptions['onSuccess']>[0]) => {
      state = 'used'
      options.onSuccess(success)
    },
  }
  const open = (): void => {
    if (state === 'destroyed') return
    if (opening) return opening.focus()
    if (sessionId === undefined) return refuse('invalid_link_token')
    if (state === 'used') return refuse('link_session_used')
    if (openInPage) return refuse('already_open')
    if (options.mode === 'redirect') {
      const who = { sessionId, origin: location.origin, nonce: makeNonce(), mode: options.mode }
      const init = { token: options.token, theme: options.theme ?? 'system' }
      return leaveForLink(base, who, init) ? undefined : refuse('storage_blocked')
    }
    const next = new Opening(options, { base, sessionId }, ending)
    if (next.isShown) {
      opening = openInPage = next
      return
    }
    next.dispose()
    refuse('popup_blocked')
  }
  const exit = (how: { readonly force?: boolean } = {}): void => (how.force ? opening?.leave(null) : opening?.ask())
  const destroy = (): void => {
    state = 'destroyed'
    opening?.dispose()
  }
  return { open, exit, destroy }
}
