/**
 * The area Usage: what was spent, by day and by app, provider, model or connection; every call, narrowed and as a file.
 *
 * It counts nothing itself: sums come from the server's rollups.
 *
 * Invariant: what is looked at is in the address, so a view can be kept and sent.
 */
export { usageRoutes } from './routes.js'
