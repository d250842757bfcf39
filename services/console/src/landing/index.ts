/**
 * The public front: what 1Relay is, and how it keeps a key.
 *
 * It asks for nobody's name and sends nothing.
 *
 * Invariant: what is shown of the encryption is the real code at work.
 */
export { landingRoutes } from './routes.js'
