/**
 * Apps that ask people for access: names, origins and client secrets. Issues no grants; it only asks for an app's grants
 * to be revoked when the app is deleted.
 *
 * Invariant: of a client secret only the digest of its auth half is stored; it is shown once (protocol §2).
 */
export { keyOf } from './apps.controller.js'
export { type App, Apps, type ClientSecret } from './apps.service.js'
export { GRANTS_OF_APP, type GrantsOfApp } from './grants-of-app.port.js'
