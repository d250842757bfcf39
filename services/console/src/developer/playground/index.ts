/**
 * A whole integration in one page: a Link session, the exchange, a streamed call. For developers, with the app's own client secret.
 *
 * It stores nothing: secret and token are gone with the page.
 *
 * Invariant: it does what a developer's server would do, by the public API alone; the seal half of the token goes to the relay only.
 */
export { PlaygroundPage } from './playground-page.js'
