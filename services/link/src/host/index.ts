/**
 * The conversation with the page that opened Link, in an iframe or a window, or with the one to which it returns. What
 * they say is defined once, in `@1relay/link-sdk/protocol`.
 *
 * It carries no key, no password and no seal half, with one exception that the protocol makes: the public token in `success`.
 *
 * Invariant: a message is posted to the exact origin of the host, never to `*`, and one is believed only if origin, source
 * window and nonce are all the host's. Protocol §4.
 */
export { type HostClaim, type Init, parseFragment } from './fragment.js'
export { openHostChannel, type PageWindow } from './host-channel.browser.js'
export type { HostChannel } from './host-channel.port.js'
export type { ReturnAddress } from './message.js'
