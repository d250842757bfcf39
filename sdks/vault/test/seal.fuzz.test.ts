import fc from 'fast-check'
import * as vault from '../src/index.js'

const { VaultError } = vault
const credential = fc.uint8Array({ minLength: 1, maxLength: 300 })
const half = fc.string({ unit: fc.constantFrom(...'059AZaz'), minLength: 43, maxLength: 43 })
// What an AAD field may be: any text but the separator; a lone surrogate is not text.
const name = fc.string({ unit: 'binary', minLength: 1, maxLength: 40 }).filter((text) => !text.includes('|'))
const label = fc.string({ unit: 'binary', minLength: 1, maxLength: 40 })
const vaultKey = fc.uint8Array({ minLength: 32, maxLength: 32 })
const few = { numRuns: 60 }

/** The same base64url text with one bit of one of its characters' values flipped: of the bytes, or of the unused bits at the end. */
const flipped = (text: string, at: number): string => {
  const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_'
  const index = Math.floor(at / 6) % text.length
  const digit = alphabet.indexOf(text.charAt(index)) ^ (1 << (at % 6))
  return text.slice(0, index) + alphabet.charAt(digit) + text.slice(index + 1)
}

/** Every text field of a sealed value, each with one flipped bit, one value a field. */
const damaged = <T extends object>(sealed: T, at: number, fields: readonly (keyof T)[]): T[] =>
  fields.map((field) => ({ ...sealed, [field]: flipped(sealed[field] as string, at) }))

const refuses = async (act: () => Promise<unknown>): Promise<void> => {
  const error: unknown = await act().then(
    () => undefined,
    (reason: unknown) => reason,
  )
  expect(error).toBeInstanceOf(VaultError)
  expect(['tampered', 'malformed']).toContain((error as vault.VaultError).code)
}

describe('token-sealed', () => {
  it('comes back whole, and not after a flipped bit or with another half, grant or upstream', async () => {
    const property = fc.asyncProperty(
      ...([half, name, name, credential, fc.nat(), half, name] as const),
      async (seal, grantId, upstream, secret, bit, otherHalf, other) => {
        const place = { seal, grantId, upstream }
        const sealed = await vault.sealForToken({ ...place, credential: secret })
        expect(Array.from(await vault.openWithToken({ ...place, sealed }))).toEqual(Array.from(secret))
        for (const bad of damaged(sealed, bit, ['iv', 'ciphertext'])) {
          await refuses(() => vault.openWithToken({ ...place, sealed: bad }))
        }
        if (otherHalf !== seal) await refuses(() => vault.openWithToken({ ...place, seal: otherHalf, sealed }))
        if (other !== grantId) await refuses(() => vault.openWithToken({ ...place, grantId: other, sealed }))
        if (other !== upstream) await refuses(() => vault.openWithToken({ ...place, upstream: other, sealed }))
      },
    )
    await fc.assert(property, few)
  })
})

describe('relay-sealed', () => {
  it('comes back whole, and not after a flipped bit or for another owner or upstream', async () => {
    const pair = await vault.makeRelayKeyPair()
    const property = fc.asyncProperty(
      name,
      name,
      credential,
      fc.nat(),
      name,
      async (ownerId, upstream, secret, bit, other) => {
        const place = { ownerId, upstream }
        const sealed = await vault.sealToRelay({ ...place, publicKey: pair.publicKey, credential: secret })
        const open = (changed: Partial<typeof place & { sealed: vault.RelaySealed }>) =>
          vault.openAtRelay({ ...place, privateKey: pair.privateKey, sealed, ...changed })
        expect(Array.from(await open({}))).toEqual(Array.from(secret))
        for (const bad of damaged(sealed, bit, ['enc', 'ciphertext'])) await refuses(() => open({ sealed: bad }))
        if (other !== ownerId) await refuses(() => open({ ownerId: other }))
        if (other !== upstream) await refuses(() => open({ upstream: other }))
      },
    )
    await fc.assert(property, few)
  })
})

describe('a protected key', () => {
  const printable = fc.uint8Array({ min: 0x21, max: 0x7e, minLength: 1, maxLength: 300 })
  const kind = fc.constantFrom<vault.UpstreamAuth>({ kind: 'bearer' }, { kind: 'header', name: 'X-Key' })

  it('comes back with the terms it was sealed with, and leaves the credential that was given as it was', async () => {
    const pair = await vault.makeRelayKeyPair()
    const property = fc.asyncProperty(printable, kind, async (secret, auth) => {
      const [connectionId, upstream, terms] = [
        vault.makeConnectionId(),
        'https://a.example',
        { workspaceId: 'w', auth },
      ]
      const given = Uint8Array.from(secret)
      const sealed = await vault.sealProtectedKey({ ...pair, connectionId, upstream, terms, secret: given })
      const opened = await vault.openProtectedKey({ ...pair, connectionId, upstream, sealed })
      expect([opened.terms, Array.from(opened.secret)]).toEqual([{ v: 1, ...terms }, Array.from(secret)])
      expect(given).toEqual(secret)
    })
    await fc.assert(property, few)
  })

  it('is a VaultError of ours, whatever somebody sealed to the relay instead', async () => {
    const pair = await vault.makeRelayKeyPair()
    const text = fc.oneof(
      fc.json(),
      fc.string(),
      fc.json().map((json) => `{"v":1,"workspaceId":"w","auth":${json}}`),
    )
    const property = fc.asyncProperty(text, async (head) => {
      const [connectionId, upstream] = [vault.makeConnectionId(), 'stripe']
      const credential = new TextEncoder().encode(`${head}\nsecret`)
      const sealed = await vault.sealToRelay({ ...pair, ownerId: connectionId, upstream, credential })
      await refuses(() => vault.openProtectedKey({ ...pair, connectionId, upstream, sealed }))
    })
    await fc.assert(property, few)
  })
})

describe('vault item', () => {
  it('comes back whole, and not after a flipped bit or in another place', async () => {
    const property = fc.asyncProperty(
      ...([vaultKey, name, name, label, credential, fc.nat(), name] as const),
      async (key, accountId, provider, itemLabel, secret, bit, other) => {
        const place = { vaultKey: key, accountId, provider, label: itemLabel }
        const item = await vault.sealItem({ ...place, credential: secret })
        expect(Array.from(await vault.openItem({ ...place, item }))).toEqual(Array.from(secret))
        for (const bad of damaged(item, bit, ['iv', 'salt', 'encryptedKey'])) {
          await refuses(() => vault.openItem({ ...place, item: bad }))
        }
        for (const field of ['accountId', 'provider', 'label'] as const) {
          if (place[field] !== other) await refuses(() => vault.openItem({ ...place, [field]: other, item }))
        }
      },
    )
    await fc.assert(property, few)
  })
})

describe('owner envelope', () => {
  it('comes back whole, and not after a flipped bit or for another account or grant', async () => {
    const property = fc.asyncProperty(
      ...([vaultKey, name, name, half, fc.nat(), name] as const),
      async (key, accountId, grantId, seal, bit, other) => {
        const place = { vaultKey: key, accountId, grantId }
        const envelope = await vault.wrapSealHalf({ ...place, seal })
        expect(await vault.unwrapSealHalf({ ...place, envelope })).toBe(seal)
        for (const bad of damaged(envelope, bit, ['iv', 'ciphertext'])) {
          await refuses(() => vault.unwrapSealHalf({ ...place, envelope: bad }))
        }
        if (other !== accountId) await refuses(() => vault.unwrapSealHalf({ ...place, accountId: other, envelope }))
        if (other !== grantId) await refuses(() => vault.unwrapSealHalf({ ...place, grantId: other, envelope }))
      },
    )
    await fc.assert(property, few)
  })
})

describe('vault key under a passkey', () => {
  it('comes back whole, and not after a flipped bit or for another account, passkey or PRF output', async () => {
    const property = fc.asyncProperty(
      ...([vaultKey, vaultKey, name, name, fc.nat(), name] as const),
      async (key, prfOutput, accountId, credentialId, bit, other) => {
        const place = { prfOutput, accountId, credentialId }
        const wrap = await vault.wrapForPasskey({ ...place, vaultKey: key })
        expect(Array.from(await vault.unwrapWithPasskey({ ...place, wrap }))).toEqual(Array.from(key))
        for (const bad of damaged(wrap, bit, ['iv', 'wrappedKey'])) {
          await refuses(() => vault.unwrapWithPasskey({ ...place, wrap: bad }))
        }
        if (other !== accountId) await refuses(() => vault.unwrapWithPasskey({ ...place, accountId: other, wrap }))
        if (other !== credentialId)
          await refuses(() => vault.unwrapWithPasskey({ ...place, credentialId: other, wrap }))
        const otherOutput = prfOutput.map((byte) => byte ^ 1)
        await refuses(() => vault.unwrapWithPasskey({ ...place, prfOutput: otherOutput, wrap }))
      },
    )
    await fc.assert(property, few)
  })
})

describe('bytes that were never sealed', () => {
  it('are refused with a VaultError, whatever they are', async () => {
    const garbage = fc.oneof(fc.string(), fc.base64String(), fc.constant(undefined), fc.integer(), fc.constant(null))
    const property = fc.asyncProperty(garbage, garbage, async (iv, ciphertext) => {
      const sealed = { iv, ciphertext } as vault.Sealed
      await refuses(() => vault.openWithToken({ seal: 'A'.repeat(43), grantId: 'g', upstream: 'u', sealed }))
      const item = { iv, encryptedKey: ciphertext, salt: iv } as vault.VaultItem
      const place = { vaultKey: new Uint8Array(32), accountId: 'a', provider: 'p', label: 'l' }
      await refuses(() => vault.openItem({ ...place, item }))
    })
    await fc.assert(property, few)
  })
})
