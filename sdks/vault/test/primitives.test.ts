import { argon2Sync, createHash } from 'node:crypto'
import { crc32 as zlibCrc32 } from 'node:zlib'
import published from '../../../contracts/vectors/primitives.json' with { type: 'json' }
import { aesGcmOpen, aesGcmSeal } from '../src/hazmat/aes-gcm.js'
import { runArgon2id } from '../src/hazmat/argon2id.js'
import { BASE62, randomBase62 } from '../src/hazmat/base62.js'
import { fromBase64Url, toBase64Url } from '../src/hazmat/base64url.js'
import { crc32, crc32OfAscii } from '../src/hazmat/crc32.js'
import { hkdfSha256 } from '../src/hazmat/hkdf.js'
import { hpkeOpen, hpkeSeal } from '../src/hazmat/hpke.js'
import { gcm } from './reference.js'
import { derivePrivateKey, hpkeSender, X25519 } from './reference-hpke.js'

const unhex = (text: string) => new Uint8Array(Buffer.from(text, 'hex'))
const hex = (bytes: Uint8Array) => Buffer.from(bytes).toString('hex')

describe('HKDF-SHA256', () => {
  test.each(published.hkdfSha256)('gives what $source gives', async ({ ikm, salt, info, okm }) => {
    const got = await hkdfSha256({ ikm: unhex(ikm), salt: unhex(salt), info: unhex(info), length: okm.length / 2 })
    expect(hex(got)).toBe(okm)
  })
})

describe('AES-256-GCM', () => {
  test.each(published.aes256Gcm)('seals and opens as $source', async (vector) => {
    const [key, iv, aad] = [unhex(vector.key), unhex(vector.iv), unhex(vector.aad)]
    expect(hex(await aesGcmSeal({ key, iv, aad, plaintext: unhex(vector.plaintext) }))).toBe(vector.ciphertext)
    const opened = await aesGcmOpen({ key, iv, aad, ciphertext: unhex(vector.ciphertext) })
    expect(opened && hex(opened)).toBe(vector.plaintext)
  })

  it('puts the tag at the end, as the reference does', async () => {
    const [key, iv] = [new Uint8Array(32).fill(7), new Uint8Array(12).fill(9)]
    const sealed = await aesGcmSeal({ key, iv, aad: new Uint8Array(), plaintext: new Uint8Array([1, 2, 3]) })
    expect(hex(sealed)).toBe(hex(gcm(key, iv, new Uint8Array([1, 2, 3]), '')))
  })

  it('answers nothing for a ciphertext shorter than its tag', async () => {
    const key = new Uint8Array(32)
    const input = { key, iv: new Uint8Array(12), aad: new Uint8Array(), ciphertext: new Uint8Array(15) }
    expect(await aesGcmOpen(input)).toBeUndefined()
  })

  it('does not take a broken platform for a wrong key', async () => {
    const input = { key: new Uint8Array(5), iv: new Uint8Array(12), aad: new Uint8Array() }
    await expect(aesGcmOpen({ ...input, ciphertext: new Uint8Array(20) })).rejects.toThrow()
  })
})

describe('Argon2id', () => {
  const { rfc9106, reference } = published.argon2id

  it('of node:crypto, the judge of ours, gives what RFC 9106 5.3 gives', () => {
    const tag = argon2Sync('argon2id', {
      message: unhex(rfc9106.password),
      nonce: unhex(rfc9106.salt),
      secret: unhex(rfc9106.secret),
      associatedData: unhex(rfc9106.associatedData),
      memory: rfc9106.memoryKiB,
      passes: rfc9106.iterations,
      parallelism: rfc9106.parallelism,
      tagLength: 32,
    })
    expect(hex(tag)).toBe(rfc9106.tag)
  })

  it('gives what the reference implementation gives', async () => {
    const { memoryKiB, iterations, parallelism } = reference
    const job = { password: unhex(reference.password), salt: unhex(reference.salt), hashLength: 32 }
    expect(hex(await runArgon2id({ ...job, memoryKiB, iterations, parallelism }))).toBe(reference.tag)
  })

  test.each([
    { memoryKiB: 32, iterations: 3, parallelism: 4 },
    { memoryKiB: 8, iterations: 1, parallelism: 1 },
    { memoryKiB: 1024, iterations: 2, parallelism: 2 },
  ])('agrees with node:crypto at $memoryKiB KiB, $iterations passes, $parallelism lanes', async (cost) => {
    const [password, salt] = [unhex(rfc9106.password), unhex(rfc9106.salt)]
    const ours = await runArgon2id({ password, salt, hashLength: 32, ...cost })
    const { memoryKiB: memory, iterations: passes, parallelism } = cost
    const judge = argon2Sync('argon2id', { message: password, nonce: salt, memory, passes, parallelism, tagLength: 32 })
    expect(hex(ours)).toBe(hex(judge))
  })
})

describe('HPKE', () => {
  const { aes128Gcm, aes256Gcm } = published.hpkeBase
  const buffer = (text: string) => Buffer.from(text, 'hex')

  it('of the reference, the judge of ours, gives what RFC 9180 A.1.1 gives', () => {
    expect(hex(derivePrivateKey(buffer(aes128Gcm.ikmE)))).toBe(aes128Gcm.skEm)
    const ephemeralPrivateKey = buffer(aes128Gcm.skEm)
    const [publicKey, info] = [buffer(aes128Gcm.pkRm), buffer(aes128Gcm.info)]
    const sender = hpkeSender({ publicKey, info, ephemeralPrivateKey, aead: 1 })
    expect(hex(sender.enc)).toBe(aes128Gcm.enc)
    const sealed = aes128Gcm.encryptions.map(({ aad }) => hex(sender.seal(buffer(aad), buffer(aes128Gcm.pt))))
    expect(sealed).toEqual(aes128Gcm.encryptions.map(({ ct }) => ct))
  })

  const protocolSender = () => {
    const ephemeralPrivateKey = derivePrivateKey(buffer(aes256Gcm.ikmE))
    return hpkeSender({ publicKey: buffer(aes256Gcm.pkRm), info: buffer(aes256Gcm.info), ephemeralPrivateKey })
  }

  it("of the reference gives what the vectors of RFC 9180 give for the protocol's suite", () => {
    const sender = protocolSender()
    expect(hex(sender.enc)).toBe(aes256Gcm.enc)
    const stream = createHash('shake128', { outputLength: 1 << 20 }).digest()
    let at = 0
    const draw = () => stream.subarray(at + 1, (at += 1 + (stream[at] as number)))
    const sink = createHash('shake128', { outputLength: 16 })
    for (let i = 0; i < 1000; i++) sink.update(sender.seal(draw(), draw()))
    expect(sink.digest('hex')).toBe(aes256Gcm.encryptionsAccumulated)
  })

  it('of ours opens what that sender sealed to the published key', async () => {
    const [aad, plaintext] = [Buffer.from('Count-0'), Buffer.from('Beauty is truth, truth beauty')]
    const { enc, seal } = protocolSender()
    const [privateKey, info] = [unhex(aes256Gcm.skRm), unhex(aes256Gcm.info)]
    const ciphertext = new Uint8Array(seal(aad, plaintext))
    const sealed = { privateKey, info, enc: new Uint8Array(enc), ciphertext }
    expect(Buffer.from((await hpkeOpen({ ...sealed, aad: new Uint8Array(aad) })) ?? [])).toEqual(plaintext)
    expect(await hpkeOpen({ ...sealed, aad: new Uint8Array([1]) })).toBeUndefined()
    expect(hex(X25519.publicOf(Buffer.from(privateKey)))).toBe(aes256Gcm.pkRm)
  })

  it('seals the bytes of a pooled Buffer and none of its neighbours', async () => {
    // Small Buffers share a pool; the neighbours in it can be another person's credential.
    const pooled = Buffer.from('sk-short')
    expect(pooled.buffer.byteLength).toBeGreaterThan(pooled.length)
    const [publicKey, info, aad] = [unhex(aes256Gcm.pkRm), unhex(aes256Gcm.info), new Uint8Array()]
    const { ciphertext } = await hpkeSeal({ publicKey, info, aad, plaintext: pooled })
    expect(ciphertext.length).toBe('sk-short'.length + 16)
  })
})

describe('encodings', () => {
  it('refuses base64url that is padded, foreign, cut off, or not canonical', () => {
    for (const text of ['AA==', 'A', 'A+', 'A/', 'AB', 'AAB', ' AA', 'AA\n', 'é']) {
      expect(() => fromBase64Url(text, 'x')).toThrow(expect.objectContaining({ code: 'malformed' }))
    }
    expect(() => fromBase64Url(undefined as unknown as string, 'x')).toThrow()
  })

  it('writes and reads base64url as Node does', () => {
    for (let length = 0; length < 70; length++) {
      const bytes = Buffer.from(Array.from({ length }, (_, i) => (i * 37 + length * 11) & 0xff))
      expect(toBase64Url(bytes)).toBe(bytes.toString('base64url'))
      expect(hex(fromBase64Url(bytes.toString('base64url'), 'x'))).toBe(hex(bytes))
    }
  })

  it('computes CRC-32 as zlib does', () => {
    for (const text of ['', '123456789', '1r_at_', 'z'.repeat(500)]) {
      expect(crc32OfAscii(text)).toBe(zlibCrc32(text))
      expect(crc32(Buffer.from(text))).toBe(zlibCrc32(text))
    }
  })

  it('draws base62 without favour: each character within 6 sigma of its share', () => {
    const drawn = 124_000
    const counts = new Map<string, number>()
    const text = Array.from({ length: drawn / 1000 }, () => randomBase62(1000)).join('')
    for (const character of text) counts.set(character, (counts.get(character) ?? 0) + 1)
    expect([...counts.keys()].sort()).toEqual([...BASE62].sort())
    // Without rejection the first eight characters would come 25 % more often: 11 sigma.
    for (const count of counts.values()) expect(Math.abs(count - drawn / 62)).toBeLessThan(6 * Math.sqrt(drawn / 62))
  })
})
