/**
 * Kills leaked tokens of every kind: whoever holds one may end it. Keeps nothing of its own and never says whether a token was known.
 *
 * Invariant: only the right auth half ends anything, so an id alone, which is public, is no weapon (protocol §4, Leaks).
 */
export { LeakedTokens } from './leaked-tokens.service.js'
