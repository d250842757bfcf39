import type { Init, PageMessage } from './message.js'

/**
 * The way to the page that opened Link.
 *
 * `post` MUST reach windows of the claimed origin only. `init` MUST resolve only with a message whose origin, source window
 * and nonce are all the host's; it MUST ignore every other and any later `init`. `closed` resolves, under the same conditions, when the
 * host takes Link away.
 */
export interface HostChannel {
  readonly origin: string
  readonly mode: 'iframe' | 'window'
  readonly init: Promise<Init>
  readonly closed: Promise<true>
  post(message: PageMessage): void
  /** Closes this window, where the browser lets a page do so; nothing in a frame, which its host removes. */
  close(): void
}
