import { isIP, SocketAddress } from 'node:net'

/**
 * The caller's address. X-Forwarded-For counts only as far as the operator's own proxies wrote it: with `hops` of them, the
 * hops-th entry from the right; anything left of it is the caller's own claim.
 */
export const clientAddress = (peer: string | undefined, forwardedFor: string | undefined, hops: number): string => {
  const socket = plain(peer ?? '')
  if (hops === 0 || forwardedFor === undefined) return socket
  const entries = forwardedFor.split(',').map((entry) => withoutPort(entry.trim()))
  const claimed = entries[entries.length - hops]
  return claimed !== undefined && isIP(claimed) !== 0 ? plain(claimed) : socket
}

/** Some proxies (Azure's, for one) write the port too; RFC 7239 puts brackets around IPv6. */
const withoutPort = (entry: string): string =>
  /^\[([0-9A-Fa-f:.]+)\](?::\d{1,5})?$/.exec(entry)?.[1] ?? /^(\d[\d.]*):\d{1,5}$/.exec(entry)?.[1] ?? entry

/** One spelling an address: IPv4 that a dual-stack socket shows as mapped in its own form, IPv6 as in RFC 5952, without its zone. */
const plain = (address: string): string => {
  if (!address.includes(':')) return address
  const bare = address.split('%', 1)[0] as string
  if (isIP(bare) !== 6) return bare
  const canonical = new SocketAddress({ address: bare, family: 'ipv6' }).address
  return canonical.startsWith('::ffff:') && canonical.includes('.') ? canonical.slice('::ffff:'.length) : canonical
}
