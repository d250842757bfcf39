/**
 * Signing in by mail: a link to the console, whose page confirms it with a POST, so that a mail scanner that follows links uses none
 * up. Proves who reads a mailbox; accounts and sessions are made in accounts/.
 *
 * Invariant: a link works once, for 15 minutes; only the digest of its secret is stored; asking for one tells nothing about accounts.
 */
export { formatLinkToken, splitLinkToken } from './link-token.js'
export { MAGIC_LINK_MS, MagicLinks } from './magic-links.service.js'
