/**
 * 1Relay Link for a page: opens the hosted Link in a modal, a window or in its place, and hands back the public token.
 *
 * It does no cryptography, sees no key and no password and talks to no server: all of that is inside Link, which is another
 * origin. It stores nothing, but for the nonce of a redirect, in this tab, until the person comes back.
 *
 * Invariant: the link token is posted to the origin of `apiBaseUrl` and to no other; a message is believed only if origin,
 * window and nonce are all Link's. Protocol §4.
 */
import { createHandler } from './handler.dom.js'
import type { LinkHandler, LinkOptions, LinkOutcome, LinkSettings } from './options.js'
import { resume } from './redirect.dom.js'

/** Makes a handler for one link token; `open()` shows Link. Throws a TypeError if `apiBaseUrl` is no https URL. */
const create = (options: LinkOptions): LinkHandler => createHandler(options)

/** Opens Link at once and resolves with how it ended; with `mode: 'redirect'` the page is gone before it can. Call it inside a click. Rejects only as `create` throws. */
const link = (settings: LinkSettings): Promise<LinkOutcome> =>
  new Promise((resolve) => {
    createHandler({
      ...settings,
      onSuccess: (success) => resolve({ outcome: 'success', ...success }),
      onExit: (error, metadata) => resolve({ outcome: 'exit', error, metadata }),
    }).open()
  })

export const OneRelay = { create, link, resume } as const

export type {
  LinkErrorCode,
  LinkHandler,
  LinkOptions,
  LinkOutcome,
  LinkSettings,
  LinkSuccess,
  ResumedOutcome,
} from './options.js'
export type { LinkError, LinkEventMetadata, LinkEventName, LinkMetadata, LinkMode, LinkTheme } from './protocol.js'
