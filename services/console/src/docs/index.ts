/**
 * The documentation for people who build with 1Relay.
 *
 * It asks for nobody's name.
 *
 * Invariant: what it names exists.
 */
export { docsRoutes } from './routes.js'
