/**
 * One failure type for everything that crosses layers: a code of the contract for the outside, a reason and a cause
 * for us. Does not decide what is a failure (expected outcomes are values) and writes no HTTP.
 *
 * Invariant: the public sentence, type and status come from the catalogue in `@1relay/contracts`, never from the throw
 * site, so nothing a thrower interpolates can reach a caller.
 */
export { Fault, fault, invalidField, isFault, toFault, type FaultOptions } from './fault.js'
export { statusOf, toErrorBody } from './error-body.js'
