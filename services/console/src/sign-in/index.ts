/**
 * Into the account: by password, by a link in a mail, by passkey; and a new account.
 *
 * It opens no vault: the account password is known to the server at every sign-in, the master password never is.
 *
 * Invariant: whoever signs in goes on where they were, on this origin.
 */
export { signInRoutes } from './routes.js'
export { Sheet } from './sheet.js'
