/**
 * The area Bot tokens.
 *
 * It draws nothing of other areas.
 *
 * Invariant: its pages are reached by a signed-in person only.
 */
export { botTokensRoutes } from './routes.js'
