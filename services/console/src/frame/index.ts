/**
 * What is around every page: the two frames (signed in, public), navigation, titles, errors, toasts, light and dark.
 *
 * It knows no area: areas hang their routes below `appRoute` or `publicRoute`.
 *
 * Invariant: a page below `appRoute` is shown to a signed-in person only; everybody else is asked to sign in and comes back.
 */
export { appRoute, publicRoute, rootRoute } from './roots.js'
export { isSignedInHint, noteSignedIn } from './signed-in-hint.browser.js'
export { parseNext, signInTarget } from './return-path.js'
export { forgetPerson } from './forget-person.js'
export { Brand } from './brand.js'
export { NotFound } from './not-found.js'
export { isMailedToken, takeMailedToken } from './mailed-token.browser.js'
export { useSignOut } from './sign-out.js'
