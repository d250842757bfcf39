/**
 * 1Relay Link for a page: opens the hosted Link in a modal or a window and hands back the public token.
 *
 * It does no cryptography, sees no key and no password, stores nothing and talks to no server: all of that is inside Link,
 * which is another origin.
 *
 * Invariant: the link token is posted to the origin of `apiBaseUrl` and to no other; a message is believed only if origin,
 * window and nonce are all Link's. Protocol §4.
 */
import { createHandler } from './handler.dom.js'
import type { LinkHandler, LinkOptions, LinkOutcome, LinkSettings } from './options.js'

/** Makes a handler for one link token; `open()` shows Link. Throws a TypeError if `apiBaseUrl` is no https URL. */
const create = (options: LinkOptions): LinkHandler => createHandler(options)

/** Opens Link at once and resolves with how it ended. Call it inside a click. Rejects only as `create` throws. */
const link = (settings: LinkSettings): Promise<LinkOutcome> =>
  new Promise((resolve) => {
    createHandler({
      ...settings,
      onSuccess: (success) => resolve({ outcome: 'success', ...success }),
      onExit: (error, metadata) => resolve({ outcome: 'exit', error, metadata }),
    }).open()
  })

export const OneRelay = { create, link } as const

export type {
  LinkError,
  LinkErrorCode,
  LinkEventName,
  LinkHandler,
  LinkMetadata,
  LinkOptions,
  LinkOutcome,
  LinkSettings,
  LinkSuccess,
} from './options.js'
