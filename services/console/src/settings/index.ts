/**
 * The area Settings.
 *
 * It draws nothing of other areas.
 *
 * Invariant: its pages are reached by a signed-in person only.
 */
export { settingsRoutes } from './routes.js'
