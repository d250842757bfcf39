/**
 * Invitations to workspaces: a mailed link whose page confirms it with a POST, so that a mail scanner that follows links accepts
 * nothing. Makes members; who may invite is decided by the routes.
 *
 * Invariant: a link works once, for seven days, for an account whose proved address is the invited one; only the digest of its secret is
 * stored; an address has one link at a time in a workspace.
 */
export { InvitationLinks } from './invitation-links.service.js'
export { Invitations } from './invitations.service.js'
