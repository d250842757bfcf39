/**
 * The area Bot tokens: tokens for the person's own scripts and agents, each with a budget, models and an end of its own.
 *
 * It seals nothing itself: `@1relay/custody` does, in this browser.
 *
 * Invariant: a whole token is shown once, where it was made, and is nowhere else.
 */
export { botTokensRoutes } from './routes.js'
