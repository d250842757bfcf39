/**
 * From where the keys of people may be used: the first address that a holder calls from is trusted, every later one is confirmed by mail,
 * and admins see and revoke what is trusted. A holder is an e-mail address within a workspace. The relay blocks and asks; this decides,
 * and writes what is trusted into the projection of every key of the holder.
 *
 * Invariant: of any number of first calls at once exactly one address is trusted; what was revoked is never trusted on first use again; a
 * link is answered once, by a POST, within 24 hours; once a revocation has answered, no relay takes the address.
 */
export { ExpiredConfirmations } from './expired-confirmations.postgres.js'
export { TrustedIps } from './trusted-ips.service.js'
