/**
 * The account: how one signs in and from where, the cap above everything, the ways to end things.
 *
 * It opens no vault; how the vault opens is in `vault/`.
 *
 * Invariant: nothing here ends anything without having said what.
 */
export { settingsRoutes } from './routes.js'
