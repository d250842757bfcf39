/**
 * The area Usage.
 *
 * It draws nothing of other areas.
 *
 * Invariant: its pages are reached by a signed-in person only.
 */
export { usageRoutes } from './routes.js'
