/**
 * Reads a caller's token: shape and checksum without I/O, then what its halves prove. It knows no grants (grants/) and opens no
 * credential (open/).
 *
 * Invariant: what is remembered of a token is its digest and what its auth half proved; never the token, a key or an opened
 * credential. Protocol §2, §3 and §5.
 */
export { Bearers, type Bearer } from './bearer.crypto.js'
export { isAuthHalf } from './verify.crypto.js'
