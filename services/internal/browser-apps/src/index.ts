/**
 * What both services do alike for pages of browser apps, which see them as one server: allowed origins, CORS, errors in one plain
 * sentence, counting by client address. Knows no token, no key and no route.
 *
 * Invariant: an origin that no pattern names is answered without a single CORS header, credentials (cookies) are never allowed, and when
 * Redis cannot count, nothing is let through. Issue of the same surface: contracts/openapi.yaml, tag `browser-apps`.
 */
export { addressBlock, type AddressCount, countAddress, type Counter } from './address-count.js'
export { answerHeaders, preflightHeaders } from './cors.js'
export { allowsOrigin, isOriginPattern } from './origins.js'
export { isBrowserAppPath } from './paths.js'
export { plainStatusOf, toPlainBody } from './plain-refusal.js'
export { browserAppSettings, originPatterns } from './settings.js'
