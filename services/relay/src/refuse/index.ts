/**
 * Turns reasons into answers: code, status, body, Retry-After. It decides no refusal itself.
 *
 * Invariant: sentences come from the catalogue, and an unknown error is an opaque 500, so nothing of a request or of our insides
 * reaches a caller. Data-plane §5.
 */
export { clientErrorAnswer } from './client-error.js'
export { Refusal, reasonOf } from './refusal.js'
export { writeRefusal } from './refuse.http.js'
