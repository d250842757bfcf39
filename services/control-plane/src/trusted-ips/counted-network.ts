import {
  type Address,
  formatNetwork,
  networkContains,
  networkOf,
  type Network,
  parseAddress,
} from '../networks/index.js'

/** Networks in which the lower half of an address is no host of the /64: it holds somebody's IPv4 address, or all there is. */
const sharedBlocks: readonly Network[] = [
  // ::/64: loopback, and IPv4 in old clothes
  { family: 6, first: 0n, bits: 64 },
  // 64:ff9b::/32: NAT64, well-known and local (RFC 6052, RFC 8215): its first /64 is the whole IPv4 internet
  { family: 6, first: 0x0064_ff9bn << 96n, bits: 32 },
  // 2001::/32: Teredo (RFC 4380): a /64 is everybody behind one server
  { family: 6, first: 0x2001_0000n << 96n, bits: 32 },
]

/**
 * The network that counts as "the same place" as an address, in its one spelling: the shared-egress range of the operator that holds it (the
 * narrowest), the /64 of an IPv6 address (a host changes the rest by itself, RFC 8981), an IPv4 address alone. Undefined if it is none.
 */
export const countedNetwork = (ip: string, sharedEgress: readonly Network[]): string | undefined => {
  const address = parseAddress(ip)
  if (address === undefined) return undefined
  const alone = networkOf(address, address.family === 4 ? 32 : 128)
  const [range] = sharedEgress.filter((shared) => networkContains(shared, alone)).sort((a, b) => b.bits - a.bits)
  return formatNetwork(range ?? networkOf(address, bitsOf(address, alone)))
}

const bitsOf = ({ family }: Address, alone: Network): number => {
  if (family === 4) return 32
  return sharedBlocks.some((block) => networkContains(block, alone)) ? 128 : 64
}
