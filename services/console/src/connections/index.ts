/**
 * The area Connections.
 *
 * It draws nothing of other areas.
 *
 * Invariant: its pages are reached by a signed-in person only.
 */
export { connectionsRoutes } from './routes.js'
