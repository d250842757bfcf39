/**
 * Management tokens: `rk_mgmt_…`, with which a workspace's own automation calls our API, as an admin, as a viewer, or as a provisioner
 * that mints short-lived keys. Says whose a token is and whether it may be used here and now; what a role may do is the guard's to say,
 * and the minting is in delegated-credentials/.
 *
 * Invariant: only people make tokens; a token is shown once and only the digest of its auth half is stored; it is never more than one
 * workspace's, and nothing outside its networks, methods and paths.
 *
 * Protocol §2.
 */
export type { ManagementToken, ProvisionerBounds } from './management-token.js'
export { ManagementTokens } from './management-tokens.service.js'
export { coversGlob } from './path-glob.js'
