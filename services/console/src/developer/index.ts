/**
 * The area Developer.
 *
 * It draws nothing of other areas.
 *
 * Invariant: its pages are reached by a signed-in person only.
 */
export { developerRoutes } from './routes.js'
