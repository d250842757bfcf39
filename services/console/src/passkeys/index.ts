/**
 * Passkeys as the account uses them: making one, signing in with one. (Unlocking the vault with one is `@1relay/custody`.)
 *
 * It talks to the browser only; the pages talk to the server.
 *
 * Invariant: what it gives to be sent never has a PRF output in it.
 */
export { canUsePasskeys, createPasskey, type PasskeyOptions, signWithPasskey } from './passkeys.browser.js'
