/**
 * Decides which headers cross the relay, in both directions, and puts the credential where the provider, or what was sealed with it, wants it.
 * It opens nothing (open/) and sends nothing (forward/).
 *
 * Invariant: no credential of the caller goes upstream, whatever else the request says (an Expect header included: the set is
 * built before anything is sent). Data-plane §1.6 and §6.
 */
export { Credential, type Place } from './credential.js'
export { base64, percentEncoded } from './encode.js'
export { hopByHopNames } from './hop-by-hop.js'
export { upstreamHeaders, type UpstreamHeaders } from './request-headers.js'
export { responseHeaders, responseTrailers } from './response-headers.js'
export { BEARER_PLACE, headerPlace, show } from './show.js'
