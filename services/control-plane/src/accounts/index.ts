/**
 * Accounts and their sessions: register, sign in, sign out, change the password. The account password is not the master
 * password and opens no vault; nothing here can.
 *
 * Invariant: of a session token only the digest of its auth half is stored (protocol §2); a changed password ends every session.
 */
export { Accounts, type Account, type SignedIn } from './accounts.service.js'
