/**
 * The area Developer: apps with their secrets, origins and webhooks, what happened in their Link sessions, and a place to try it all.
 *
 * It keeps no client secret: it is shown once, and the playground forgets it with the page.
 *
 * Invariant: an app is seen and changed by its owner only.
 */
export { developerRoutes } from './routes.js'
