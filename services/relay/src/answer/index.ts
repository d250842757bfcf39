/**
 * Carries the upstream's answer to the caller and decides how it ends. What it costs is read on the side (meter/); who pays is
 * settled elsewhere (settle/).
 *
 * Invariant: it ends exactly once; no text reaches the caller that is not held for; a broken answer never looks whole.
 * Data-plane §1.7, §1.8.
 */
export { addedHeaders, rateLimitHeaders } from './added-headers.js'
export { Answer, type AnswerEnd, type AnswerOptions, type Coverage, type CutCode } from './answer.http.js'
export { headroomOf, leadOf, type Headroom } from './headroom.js'
export { CredentialMask } from './credential-mask.js'
export { leadBack, withLeads, type Lead } from './own-links.js'
