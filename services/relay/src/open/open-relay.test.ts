import { makeConnectionId, makeRelayKeyPair, sealToRelay } from '@1relay/vault'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { openRelaySealed } from './index.js'
import { privateKeyOf } from './x25519.crypto.js'

interface Vectors {
  privateKey: string
  publicKey: string
  cases: {
    ownerId?: string
    connectionId?: string
    upstream: string
    credential?: string
    plaintext?: string
    sealed: Sealed
  }[]
}
type Sealed = { keyId: string; enc: string; ciphertext: string }

const vectors = (name: string): Vectors =>
  JSON.parse(readFileSync(join(__dirname, `../../../../contracts/vectors/${name}.json`), 'utf8')) as Vectors
const keyOf = (privateKey: Uint8Array, publicKey: Uint8Array) => ({
  privateKey: privateKeyOf(Buffer.from(privateKey)),
  publicKey: Buffer.from(publicKey),
})

const sealOne = async () => {
  const pair = await makeRelayKeyPair()
  const ownerId = makeConnectionId()
  const credential = new TextEncoder().encode('sk-secret')
  const sealed = await sealToRelay({ publicKey: pair.publicKey, ownerId, upstream: 'stripe', credential })
  return {
    key: keyOf(pair.privateKey, pair.publicKey),
    sealed: { custody: 'relay', ownerId, upstream: 'stripe', ...sealed } as const,
  }
}

describe('openRelaySealed', () => {
  it('refuses another protected key, another upstream, another key pair, and a changed byte', async () => {
    const { key, sealed } = await sealOne()
    const stranger = await makeRelayKeyPair()
    const changed = Buffer.from(sealed.ciphertext, 'base64url')
    changed[3] = (changed[3] as number) ^ 1
    expect(openRelaySealed({ ...sealed, ownerId: makeConnectionId() }, key)).toBeUndefined()
    expect(openRelaySealed({ ...sealed, upstream: 'https://evil.example' }, key)).toBeUndefined()
    expect(openRelaySealed(sealed, keyOf(stranger.privateKey, stranger.publicKey))).toBeUndefined()
    expect(openRelaySealed({ ...sealed, ciphertext: changed.toString('base64url') }, key)).toBeUndefined()
  })

  it.each([
    ['an owner that could be read as two fields', { ownerId: 'conn_1|stripe' }],
    ['no ciphertext', { ciphertext: '' }],
    ['a ciphertext shorter than its tag', { ciphertext: 'AAAA' }],
    ['a short encapsulated key', { enc: 'AAAA' }],
    // RFC 7748 §6.1: a point of small order makes a shared secret that everybody knows.
    ['a point of small order', { enc: Buffer.alloc(32).toString('base64url') }],
  ])('refuses %s', async (_, change) => {
    const { key, sealed } = await sealOne()
    expect(openRelaySealed({ ...sealed, ...change }, key)).toBeUndefined()
  })

  it.each(['relay-seal', 'protected-key'])('opens the published vectors of %s', (name) => {
    const { privateKey, publicKey, cases } = vectors(name)
    const key = keyOf(Buffer.from(privateKey, 'hex'), Buffer.from(publicKey, 'hex'))
    expect(cases.length).toBeGreaterThan(1)
    for (const { ownerId, connectionId, upstream, credential, plaintext, sealed } of cases) {
      const opened = openRelaySealed(
        { custody: 'relay', ownerId: ownerId ?? connectionId ?? '', upstream, ...sealed },
        key,
      )
      expect(opened?.toString()).toBe(credential ?? plaintext)
    }
  })
})
