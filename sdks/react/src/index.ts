/**
 * 1Relay Link as a React hook: the life of `@1relay/link-sdk`'s handler, tied to a component.
 *
 * It renders nothing, and adds nothing to what Link does.
 *
 * Invariant: a handler lives exactly as long as its token and its component; what it calls back is always the newest render's.
 */
export type { LinkError, LinkEventMetadata, LinkEventName, LinkMetadata, LinkSuccess } from '@1relay/link-sdk'
export { type OneRelayLink, type OneRelayLinkOptions, useOneRelayLink } from './use-one-relay-link.js'
