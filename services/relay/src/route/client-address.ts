/**
 * The caller's address. X-Forwarded-For counts only as far as the operator's own proxies wrote it: with `hops` of them, the
 * hops-th entry from the right; anything left of it is the caller's own claim.
 */
export const clientAddress = (peer: string | undefined, forwardedFor: string | undefined, hops: number): string => {
  const socket = plain(peer ?? '')
  if (hops === 0 || forwardedFor === undefined) return socket
  const entries = forwardedFor.split(',').map((entry) => entry.trim())
  const claimed = entries[entries.length - hops]
  return claimed !== undefined && /^[0-9A-Fa-f:.]{2,45}$/.test(claimed) ? plain(claimed) : socket
}

/** An IPv4 address that a dual-stack socket shows as mapped, in its own form. */
const plain = (address: string): string =>
  address.startsWith('::') ? address.replace(/^::ffff:(?=\d+\.)/i, '') : address
