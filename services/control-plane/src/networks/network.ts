import { isIPv4, isIPv6 } from 'node:net'

/** An address; one that is IPv4 written as IPv6 (`::ffff:203.0.113.7`) is IPv4 here. */
export interface Address {
  readonly family: 4 | 6
  readonly value: bigint
}

/** A network: all addresses of its family that share the first `bits` bits with `first`. */
export interface Network {
  readonly family: 4 | 6
  readonly first: bigint
  readonly bits: number
}

const WIDTH = { 4: 32, 6: 128 } as const
const MAPPED_PREFIX = 0xffffn << 32n
const MAPPED_BITS = 96

/** The address that a text names in any of its spellings; undefined for anything else, an IPv6 zone included. */
export const parseAddress = (text: string): Address | undefined => {
  if (isIPv4(text)) return { family: 4, value: text.split('.').reduce((sum, part) => sum * 256n + BigInt(part), 0n) }
  if (!isIPv6(text) || text.includes('%')) return undefined
  const value = valueOfIPv6(text)
  return value >> 32n === MAPPED_PREFIX >> 32n ? { family: 4, value: value & 0xffff_ffffn } : { family: 6, value }
}

/**
 * The network that a text names in CIDR form; an address alone is a network of one. Undefined for anything else, and for bits behind the
 * prefix: `203.0.113.7/24` may be a slip of the pen in either half.
 */
export const parseNetwork = (text: string): Network | undefined => {
  const [, address = '', prefix] = /^([^/]*)(?:\/(0|[1-9]\d{0,2}))?$/.exec(text) ?? []
  const parsed = parseAddress(address)
  if (parsed === undefined) return undefined
  const { family } = parsed
  if (prefix === undefined) return networkOf(parsed, WIDTH[family])
  // The prefix of IPv4 that is written as IPv6 counts from the left of the whole.
  const bits = Number(prefix) - (family === 4 && isIPv6(address) ? MAPPED_BITS : 0)
  if (bits < 0 || bits > WIDTH[family]) return undefined
  const network = networkOf(parsed, bits)
  return network.first === parsed.value ? network : undefined
}

/** The network of this size that an address is in. */
export const networkOf = ({ family, value }: Address, bits: number): Network => {
  const rest = BigInt(WIDTH[family] - bits)
  return { family, first: (value >> rest) << rest, bits }
}

/** Whether every address of `inner` is in `outer`. */
export const networkContains = (outer: Network, inner: Network): boolean =>
  outer.family === inner.family &&
  outer.bits <= inner.bits &&
  networkOf({ family: inner.family, value: inner.first }, outer.bits).first === outer.first

/** The one spelling of a network: dotted, or as RFC 5952 writes IPv6, with its prefix. */
export const formatNetwork = ({ family, first, bits }: Network): string => `${formatAddress(family, first)}/${bits}`

const formatAddress = (family: 4 | 6, value: bigint): string => {
  if (family === 4) return [24n, 16n, 8n, 0n].map((shift) => (value >> shift) & 0xffn).join('.')
  const digits = value.toString(16).padStart(32, '0')
  return canonical((digits.match(/.{4}/g) ?? []).join(':'))
}

// The URL standard writes IPv6 hosts as RFC 5952 does, and never dotted.
const canonical = (address: string): string => new URL(`http://[${address}]/`).hostname.slice(1, -1)

const valueOfIPv6 = (text: string): bigint => {
  const [head = '', tail] = canonical(text).split('::')
  const groups = (part: string): string[] => (part === '' ? [] : part.split(':'))
  const [left, right] = [groups(head), groups(tail ?? '')]
  const zeros = Array.from({ length: 8 - left.length - right.length }, () => '0')
  return [...left, ...zeros, ...right].reduce((sum, group) => (sum << 16n) | BigInt(`0x${group}`), 0n)
}
