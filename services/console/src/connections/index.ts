/**
 * The area Connections: the apps that may use the person's keys, their budgets, and the switch for each.
 *
 * It makes no connection: that is Link.
 *
 * Invariant: a connection is shown as it is at the server, live while the page is open.
 */
export { connectionsRoutes } from './routes.js'
