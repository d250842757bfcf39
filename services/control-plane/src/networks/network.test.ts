import { formatNetwork, networkContains, parseAddress, parseNetwork } from './index.js'

const canonical = (text: string): string | undefined => {
  const network = parseNetwork(text)
  return network && formatNetwork(network)
}
const contains = (outer: string, inner: string): boolean => {
  const [one, other] = [parseNetwork(outer), parseNetwork(inner)]
  if (one === undefined || other === undefined) throw new Error('no network')
  return networkContains(one, other)
}

describe('parseAddress', () => {
  it.each([
    '',
    'localhost',
    '1.2.3',
    '1.2.3.256',
    '010.0.0.1',
    '0x7f.0.0.1',
    '2130706433',
    '1.2.3.4.',
    ' 1.2.3.4',
    '1.2.3.4:80',
    'fe80::1%eth0',
    '[::1]',
    ':::',
    '1::2::3',
    '::ffff:1.2.3.256',
    '１.2.3.4',
  ])('takes no other spelling for an address: %j', (text) => {
    expect(parseAddress(text)).toBeUndefined()
  })

  it.each([
    ['::ffff:203.0.113.7', '203.0.113.7'],
    ['::FFFF:cb00:7107', '203.0.113.7'],
    ['0:0:0:0:0:ffff:203.0.113.7', '203.0.113.7'],
    ['2001:DB8:0:0::1', '2001:db8::1'],
    ['2001:0db8:0000:0000:0000:0000:0000:0001', '2001:db8::1'],
    ['::1.2.3.4', '::102:304'],
  ])('knows %s and %s as one address', (one, other) => {
    expect(parseAddress(one)).toEqual(parseAddress(other))
    expect(parseAddress(one)).toBeDefined()
  })

  it('keeps an IPv4 address and the IPv6 address of the same number apart', () => {
    expect(parseAddress('1.2.3.4')).not.toEqual(parseAddress('::1.2.3.4'))
  })
})

describe('parseNetwork', () => {
  it.each([
    '203.0.113.7/24',
    '10.0.0.0/33',
    '10.0.0.0/',
    '10.0.0.0/08',
    '10.0.0.0/-1',
    '10.0.0.0/8/8',
    '2001:db8::1/64',
    '::/129',
    '::ffff:10.0.0.0/8',
    'x/8',
    '/8',
  ])('refuses %s', (text) => {
    expect(parseNetwork(text)).toBeUndefined()
  })

  it.each([
    ['203.0.113.7', '203.0.113.7/32'],
    ['0.0.0.0/0', '0.0.0.0/0'],
    ['2001:DB8::', '2001:db8::/128'],
    ['2001:db8:0:0::/64', '2001:db8::/64'],
    ['::/0', '::/0'],
    ['::ffff:10.0.0.0/104', '10.0.0.0/8'],
    ['fe80:0:0:0:0:0:0:1', 'fe80::1/128'],
  ])('writes %s as %s', (text, expected) => {
    expect(canonical(text)).toBe(expected)
  })
})

describe('networkContains', () => {
  it.each([
    ['10.0.0.0/8', '10.255.255.255', true],
    ['10.0.0.0/8', '11.0.0.0', false],
    ['10.0.0.0/24', '10.0.0.0/23', false],
    ['0.0.0.0/0', '255.255.255.255', true],
    ['0.0.0.0/0', '::1', false],
    ['::/0', '10.0.0.1', false],
    ['2001:db8::/32', '2001:db8:ffff::/48', true],
    ['2001:db8::/32', '2001:db9::', false],
    ['203.0.113.7', '::ffff:203.0.113.7', true],
  ])('%s holds %s: %s', (outer, inner, expected) => {
    expect(contains(outer, inner)).toBe(expected)
  })
})
