/**
 * The area of teams: protected keys, the disposable keys that are issued of them, who may do what, from where, and what was done.
 *
 * It opens nothing: a real key is sealed to the relays before it leaves this browser, and nobody can read it here again.
 *
 * Invariant: every page below `/workspaces/$workspaceId` shows that workspace alone, and to a viewer nothing that changes it.
 */
export { publicWorkspacesRoutes, workspacesRoutes } from './routes.js'
