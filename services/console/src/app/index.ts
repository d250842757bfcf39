/**
 * The areas put together: the router with every route, and what happens when the session ends.
 *
 * It draws nothing.
 *
 * Invariant: each area is loaded when it is first opened, and not before.
 */
export { makeQueryClient } from './query-client.js'
export { makeRouter } from './router.js'
