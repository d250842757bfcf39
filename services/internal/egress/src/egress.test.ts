import type { LookupAddress } from 'node:dns'
import { guardedLookup, isPublicAddress, NOT_PUBLIC, readCustomOrigin } from './index.js'

describe('isPublicAddress', () => {
  it.each([
    '0.0.0.0',
    '0.1.2.3',
    '10.1.2.3',
    '100.64.0.1',
    '100.127.255.255',
    '127.0.0.1',
    '127.255.255.254',
    '169.254.169.254',
    '172.16.0.1',
    '172.31.255.255',
    '192.0.0.8',
    '192.0.2.1',
    '192.88.99.1',
    '192.168.1.1',
    '198.18.0.1',
    '198.19.255.255',
    '198.51.100.1',
    '203.0.113.1',
    '224.0.0.1',
    '239.1.1.1',
    '240.0.0.1',
    '255.255.255.255',
    '::',
    '::1',
    '::ffff:127.0.0.1',
    '::ffff:8.8.8.8',
    '::8.8.8.8',
    '64:ff9b::808:808',
    '64:ff9b:1::1',
    '100::1',
    '2001::1',
    '2001:db8::1',
    '2002:7f00:1::',
    '3fff::1',
    '5f00::1',
    'fc00::1',
    'fd12::1',
    'fe80::1',
    'fe80::1%eth0',
    'fec0::1',
    'ff02::1',
    '2606:4700::1%1',
    '',
    'localhost',
    '127.1',
    '0x7f.0.0.1',
    '2130706433',
    '8.8.8.8.',
    '08.8.8.8',
  ])('refuses %s', (address) => {
    expect(isPublicAddress(address)).toBe(false)
  })

  it.each([
    '1.1.1.1',
    '8.8.8.8',
    '100.63.255.255',
    '100.128.0.1',
    '172.32.0.1',
    '198.20.0.1',
    '2606:4700::1111',
    '2a00:1450::1',
  ])('allows %s', (address) => {
    expect(isPublicAddress(address)).toBe(true)
  })
})

describe('readCustomOrigin', () => {
  it.each([
    'http://api.example.com',
    'https://api.example.com/',
    'https://api.example.com/v1',
    'https://u:p@api.example.com',
    'https://API.example.com',
    'https://api.example.com:443',
    'https://localhost',
    'https://redis',
    'https://127.0.0.1',
    'https://[::1]',
    'https://[::ffff:7f00:1]',
    'https://0x7f.1',
    'https://2130706433',
    'https://api.example.com.',
    'ftp://x.y',
    'x',
  ])('refuses %s', (text) => {
    expect(readCustomOrigin(text)).toBeUndefined()
  })

  it.each(['https://api.example.com', 'https://api.example.com:8443', 'https://8.8.8.8', 'https://[2606:4700::1111]'])(
    'takes %s',
    (text) => {
      expect(readCustomOrigin(text)).toBe(text)
    },
  )
})

describe('guardedLookup', () => {
  const resolving = (...addresses: string[]) =>
    guardedLookup((_, __, callback) =>
      callback(
        null,
        addresses.map((address): LookupAddress => ({ address, family: 4 })),
      ),
    )
  const look = (lookup: ReturnType<typeof guardedLookup>, all: boolean) =>
    new Promise<unknown[]>((resolve) => lookup('api.example.com', { all }, (...answer) => resolve(answer)))

  it('refuses a name as soon as one of its addresses is not public', async () => {
    expect(await look(resolving('8.8.8.8', '10.0.0.1'), true)).toEqual([
      expect.objectContaining({ code: NOT_PUBLIC }),
      [],
    ])
  })

  it('refuses a name without an address', async () => {
    expect(await look(resolving(), false)).toEqual([expect.objectContaining({ code: NOT_PUBLIC }), []])
  })

  it('gives the socket the very address that was judged', async () => {
    expect(await look(resolving('8.8.8.8'), false)).toEqual([null, '8.8.8.8', 4])
    expect(await look(resolving('8.8.8.8'), true)).toEqual([null, [{ address: '8.8.8.8', family: 4 }]])
  })
})
