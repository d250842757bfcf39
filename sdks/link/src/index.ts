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
import type { LinkHandler, LinkOptions, LinkOutcome, LinkSettings, ResumedOutcome } from './options.js'
import { resume } from './redirect.dom.js'

const create = (options: LinkOptions): LinkHandler => createHandler(options)

const link = (settings: LinkSettings): Promise<LinkOutcome> =>
  new Promise((resolve) => {
    createHandler({
      ...settings,
      onSuccess: (success) => resolve({ outcome: 'success', ...success }),
      onExit: (error, metadata) => resolve({ outcome: 'exit', error, metadata }),
    }).open()
  })

/** Link for a page. Importing it does nothing, on a server too. */
export const OneRelay: {
  /** Makes a handler for one link token; `open()` shows Link. Throws a TypeError if `apiBaseUrl` is no https URL. */
  readonly create: (options: LinkOptions) => LinkHandler
  /** Opens Link at once and resolves with how it ended; with `mode: 'redirect'` the page is gone before it can. Call it inside a click. Rejects only as `create` throws. */
  readonly link: (settings: LinkSettings) => Promise<LinkOutcome>
  /** After `mode: 'redirect'`, on the page that people come back to: how Link ended, once; undefined if this tab did not come from Link. */
  readonly resume: () => ResumedOutcome | undefined
} = { create, link, resume }

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
