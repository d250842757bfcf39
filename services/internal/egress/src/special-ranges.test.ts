import { isPublicAddress } from './index.js'

/** IANA IPv4 Special-Purpose Address Registry (RFC 6890), all entries, and the multicast and reserved blocks (RFC 5771, RFC 1112). */
const V4 = `0.0.0.0/8 0.0.0.0/32 10.0.0.0/8 100.64.0.0/10 127.0.0.0/8 169.254.0.0/16 172.16.0.0/12 192.0.0.0/24 192.0.0.0/29
  192.0.0.8/32 192.0.0.9/32 192.0.0.10/32 192.0.0.170/32 192.0.0.171/32 192.0.2.0/24 192.31.196.0/24 192.52.193.0/24
  192.88.99.0/24 192.88.99.2/32 192.168.0.0/16 192.175.48.0/24 198.18.0.0/15 198.51.100.0/24 203.0.113.0/24 224.0.0.0/4
  240.0.0.0/4 255.255.255.255/32`

/** IANA IPv6 Special-Purpose Address Registry, all entries; multicast, site-local and IPv4-compatible addresses (RFC 4291, RFC 3879). */
const V6 = `::/128 ::1/128 ::/96 ::ffff:0:0/96 64:ff9b::/96 64:ff9b:1::/48 100::/64 100:0:0:1::/64 2001::/23 2001::/32
  2001:1::1/128 2001:1::2/128 2001:1::3/128 2001:2::/48 2001:3::/32 2001:4:112::/48 2001:10::/28 2001:20::/28 2001:30::/28
  2001:db8::/32 2002::/16 2620:4f:8000::/48 3fff::/20 5f00::/16 fc00::/7 fe80::/10 fec0::/10 ff00::/8`

/** Where clouds keep what only a machine's own processes may ask for, as those clouds document it. */
const METADATA = [
  '169.254.169.254',
  '169.254.170.2',
  '100.100.100.200',
  '192.0.0.192',
  '168.63.129.16',
  'fd00:ec2::254',
  'fd20:ce::254',
]

const bitsOf = (address: string): bigint => {
  if (!address.includes(':')) return address.split('.').reduce((bits, part) => (bits << 8n) | BigInt(part), 0n)
  const [head = '', tail = ''] = address.split('::')
  const groups = (text: string): string[] => (text === '' ? [] : text.split(':'))
  const [first, last] = [groups(head), groups(tail)]
  const zeros = Array<string>(address.includes('::') ? 8 - first.length - last.length : 0).fill('0')
  return [...first, ...zeros, ...last].reduce((bits, group) => (bits << 16n) | BigInt(`0x${group}`), 0n)
}

const addressOf = (bits: bigint, isV4: boolean): string => {
  const [count, size, base] = isV4 ? [4, 8n, 10] : [8, 16n, 16]
  const parts = Array.from({ length: count }, (_, i) => (bits >> (size * BigInt(count - 1 - i))) & ((1n << size) - 1n))
  return parts.map((part) => part.toString(base)).join(isV4 ? '.' : ':')
}

/** First, last and some address in between. */
const samples = (range: string): [string, string[]] => {
  const [network = '', length = ''] = range.split('/')
  const isV4 = !network.includes(':')
  const size = 1n << BigInt((isV4 ? 32 : 128) - Number(length))
  const first = bitsOf(network)
  return [range, [first, first + size / 2n, first + size - 1n].map((bits) => addressOf(bits, isV4))]
}

const embedded = ['127.0.0.1', '10.0.0.1', '169.254.169.254', '8.8.8.8'].flatMap((v4) => {
  const bits = bitsOf(v4)
  const hex = `${(bits >> 16n).toString(16)}:${(bits & 0xffffn).toString(16)}`
  return [
    ['mapped', `::ffff:${v4}`],
    ['mapped, in hex', `::ffff:${hex}`],
    ['mapped, in full', `0:0:0:0:0:ffff:${hex}`],
    ['translated (RFC 2765)', `::ffff:0:${v4}`],
    ['compatible', `::${v4}`],
    ['NAT64', `64:ff9b::${v4}`],
    ['local NAT64', `64:ff9b:1::${v4}`],
    ['6to4', `2002:${hex}::1`],
    ['Teredo', `2001:0:4136:e378:8000:63bf:${hex}`],
  ]
})

describe('special ranges', () => {
  it.each([V4, V6].flatMap((text) => text.trim().split(/\s+/)).map(samples))(
    '%s is not public, from %j',
    (_, addresses) => {
      expect(addresses.filter(isPublicAddress)).toEqual([])
    },
  )

  it.each(METADATA)('%s, where a cloud keeps its metadata, is not public', (address) => {
    expect(isPublicAddress(address)).toBe(false)
  })

  it.each(embedded)('an IPv4 address that is %s is not public: %s', (_, address) => {
    expect(isPublicAddress(address)).toBe(false)
  })

  it.each([
    '9.255.255.255',
    '11.0.0.0',
    '100.63.255.255',
    '100.128.0.0',
    '126.255.255.255',
    '128.0.0.0',
    '169.253.255.255',
    '169.255.0.0',
    '172.15.255.255',
    '172.32.0.0',
    '192.0.1.0',
    '192.167.255.255',
    '192.169.0.0',
    '198.17.255.255',
    '198.20.0.0',
    '223.255.255.255',
    '2001:200::',
    '2003::1',
    '2620:4f:8001::1',
    '3ffe::1',
    '2000::1',
  ])('%s, beside one of them, is public', (address) => {
    expect(isPublicAddress(address)).toBe(true)
  })

  it.each(['4000::1', '1fff::1', '0200::1', 'e000::1'])(
    '%s, which nobody has allocated for unicast, is not',
    (address) => {
      expect(isPublicAddress(address)).toBe(false)
    },
  )
})
