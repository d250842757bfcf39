/**
 * The consent itself: the chosen keys are sealed for one app, and the app's page gets a public token; or a connection that
 * the app has already is changed, and there is nothing to hand over.
 *
 * It opens no vault and remembers nothing; the vault's side is `@1relay/custody`.
 *
 * Invariant: the seal half leaves this page inside the public token only. Protocol §4, step 2.
 */
export { type Approval, approve, type Approved } from './approve.service.js'
export { type Change, findEnvelope, update } from './update.service.js'
