/**
 * The consent itself: the chosen keys are sealed for one app, and the app's page gets a public token.
 *
 * It opens no vault and remembers nothing; the vault's side is `@1relay/custody`.
 *
 * Invariant: the seal half leaves this page inside the public token only. Protocol §4, step 2.
 */
export { type Approval, approve, type Approved } from './approve.service.js'
