/**
 * One visit of one person to the Link page: joins the flow, the custody of secrets, the control plane, the relay and the
 * host page. `LinkSession` has the steps as parts: account, vault, keys, consent.
 *
 * It renders nothing, and does no cryptography itself.
 *
 * Invariant: until the session has confirmed that the host's origin is registered for the app, the host is told nothing
 * but `ready`, and that a failed start was closed. Secrets are wiped on success, on leaving and when the page goes away.
 * Protocol §4.
 */
export { LinkSession, type LinkSessionParts } from './link-session.service.js'
export { browserPasskeys } from './passkeys.browser.js'
export type { Passkeys } from './passkeys.port.js'
export { makeStore, type Store } from './store.js'
