/**
 * The area Vault.
 *
 * It draws nothing of other areas.
 *
 * Invariant: its pages are reached by a signed-in person only.
 */
export { vaultRoutes } from './routes.js'
