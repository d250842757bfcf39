/**
 * Accounts and their sessions: register, sign in, sign out, change the password, see and end sessions. The account password is
 * not the master password and opens no vault; nothing here can. Other ways to sign in (mailed links, passkeys) prove in packages of
 * their own whose account it is, and get their session here.
 *
 * Invariant: of a session token only the digest of its auth half is stored (protocol §2); a changed password ends every other
 * session; an account that nobody has proved is proved by who is signed in to it and by nobody else; nobody is written to at an address that they have
 * not proved.
 */
export { type AccountLetter, AccountPost } from './account-post.service.js'
export { acceptEmail, Accounts, type Account, type Holder, type Place, type SignedIn } from './accounts.service.js'
export { deviceName } from './device-name.js'
export { ExpiredSessions } from './expired-sessions.postgres.js'
export { presentSession } from './present-session.js'
export { Sessions, type Session } from './sessions.service.js'
export { type SessionForm, SignInDesk } from './sign-in-desk.http.js'
