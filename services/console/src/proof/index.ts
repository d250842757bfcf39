/**
 * The person shows once more that they are there, before a change that cannot be taken back: by the account password, or by a new
 * sign-in. Asks for it only when the server has said that the session alone will not do.
 *
 * Invariant: the password is read from the form and kept nowhere.
 */
export { mustProve, passwordIn, ProveAgain, useAsked } from './prove-again.js'
export { SignInAgain } from './sign-in-again.js'
