import { parseNetwork } from '../networks/index.js'
import { countedNetwork } from './counted-network.js'

const shared = ['198.51.100.0/24', '198.51.100.64/26', '2001:db8:1::/48'].map((cidr) => {
  const network = parseNetwork(cidr)
  if (network === undefined) throw new Error('no network')
  return network
})

describe('countedNetwork', () => {
  it.each(['', 'unknown', '203.0.113.7:443', '203.0.113.7, 198.51.100.1', 'fe80::1%eth0', '0x7f.1', '203.0.113.0/24'])(
    'takes %j for no place at all',
    (ip) => {
      expect(countedNetwork(ip, [])).toBeUndefined()
    },
  )

  it.each([
    ['64:ff9b::203.0.113.7', '64:ff9b::cb00:7107/128', 'NAT64, whose /64 is the whole IPv4 internet'],
    ['64:ff9b:1:2::1', '64:ff9b:1:2::1/128', 'local NAT64'],
    [
      '2001:0:4136:e378:8000:63bf:3fff:fdd2',
      '2001:0:4136:e378:8000:63bf:3fff:fdd2/128',
      'Teredo, whose /64 is one server',
    ],
    ['::1', '::1/128', 'loopback'],
    ['::203.0.113.7', '::cb00:7107/128', 'an IPv4-compatible address'],
  ])('counts %s alone: %s (%s)', (ip, expected) => {
    expect(countedNetwork(ip, [])).toBe(expected)
  })

  it.each([
    ['203.0.113.7', '203.0.113.7/32'],
    ['::ffff:203.0.113.7', '203.0.113.7/32'],
    ['2001:db8::1', '2001:db8::/64'],
    ['2001:DB8:0:0:ffff:ffff:ffff:ffff', '2001:db8::/64'],
    ['2001:db8:0:1::1', '2001:db8:0:1::/64'],
    ['2002:cb00:7107::1', '2002:cb00:7107::/64'],
  ])('counts %s as %s', (ip, expected) => {
    expect(countedNetwork(ip, [])).toBe(expected)
  })

  it.each([
    ['198.51.100.1', '198.51.100.0/24'],
    ['198.51.100.65', '198.51.100.64/26'],
    ['::ffff:198.51.100.1', '198.51.100.0/24'],
    ['198.51.101.1', '198.51.101.1/32'],
    ['2001:db8:1:ffff::1', '2001:db8:1::/48'],
    ['2001:db8:2::1', '2001:db8:2::/64'],
  ])('counts %s as the narrowest shared range that holds it: %s', (ip, expected) => {
    expect(countedNetwork(ip, shared)).toBe(expected)
  })
})
