import fc from 'fast-check'
import { hkdfSync } from 'node:crypto'
import { hkdf32 } from './hkdf.crypto.js'

describe('hkdf32', () => {
  it('is HKDF as Node has it, for secrets, salts and infos of any bytes', () => {
    const bytes = (maxLength: number) => fc.uint8Array({ maxLength }).map((array) => Buffer.from(array))
    fc.assert(
      fc.property(bytes(192), bytes(64), bytes(191), (secret, salt, info) => {
        expect(hkdf32(secret, salt, info)).toEqual(Buffer.from(hkdfSync('sha256', secret, salt, info, 32)))
      }),
    )
  })

  it('gives the output of RFC 5869, test case 1, as far as one block goes', () => {
    const okm = hkdf32(
      Buffer.alloc(22, 0x0b),
      Buffer.from('000102030405060708090a0b0c', 'hex'),
      Buffer.from('f0f1f2f3f4f5f6f7f8f9', 'hex'),
    )
    expect(okm.toString('hex')).toBe('3cb25f25faacd57a90434f64d0362f2a2d2d0a90cf1a5a4c5db02d56ecc4c5bf')
  })

  it('leaves its arguments as they are and refuses what it was not made for', () => {
    const [secret, salt] = [Buffer.from('secret'), Buffer.from('salt')]
    hkdf32(secret, salt, Buffer.from('info'))
    expect([secret.toString(), salt.toString()]).toEqual(['secret', 'salt'])
    expect(() => hkdf32(secret, Buffer.alloc(65), Buffer.from('info'))).toThrow('longer')
    expect(() => hkdf32(Buffer.alloc(193), salt, Buffer.from('info'))).toThrow('longer')
  })
})
