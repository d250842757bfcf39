import type { LinkMode, PageMessage } from '@1relay/link-sdk/protocol'
import type { Init } from './fragment.js'
import type { ReturnAddress } from './message.js'

/**
 * The way to the page that opened Link.
 *
 * `post` MUST reach windows of the claimed origin only, or, after a redirect, the registered address only. `init` MUST
 * resolve only with a message whose origin, source window and nonce are all the host's; it MUST ignore every other and any
 * later `init`. `closed` resolves, under the same conditions, when the host takes Link away; `onBlocked` calls back, under the same, when the
 * browser refused the window that was asked for.
 */
export interface HostChannel {
  readonly origin: string
  readonly mode: LinkMode
  readonly init: Promise<Init>
  readonly closed: Promise<true>
  onBlocked(listener: () => void): void
  /** Says where an ending goes after a redirect; nothing is known before the session is open. */
  returnTo(address: ReturnAddress): void
  post(message: PageMessage): void
  /** Closes this window, where the browser lets a page do so; nothing in a frame, which its host removes. */
  close(): void
}
