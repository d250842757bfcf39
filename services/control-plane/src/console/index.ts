/**
 * Serves the built console: its page for every address that a person may open, and the files that it is made of.
 *
 * It renders nothing of a request and nothing of the database: the page asks the API for everything.
 *
 * Invariant: the page runs its own code only, nobody may frame it, and it is never the answer to a call of the API.
 */
export { type Navigation, isNavigation } from './navigation.js'
export { CONSOLE_EXAMPLE_APP, CONSOLE_NONCE, consolePolicy } from './policy.js'
