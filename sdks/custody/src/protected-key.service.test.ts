import { makeConnectionId, makeRelayKeyPair, openProtectedKey, relayKeyId } from '@1relay/vault'
import { sealForRelays } from './protected-key.service.js'

const bytes = (text: string) => new TextEncoder().encode(text)
const base64Url = (key: Uint8Array) => Buffer.from(key).toString('base64url')

const protection = () => ({
  workspaceId: '0Ab1Cd2Ef3Gh4Ij5',
  connectionId: makeConnectionId(),
  upstream: 'https://api.example.com',
  auth: { kind: 'bearer' } as const,
  secret: bytes('sk-of-nobody'),
})

describe('sealForRelays', () => {
  it('does not seal to a key that is not what its id says', async () => {
    const [shown, other] = [await makeRelayKeyPair(), await makeRelayKeyPair()]
    const keyId = await relayKeyId(shown.publicKey)
    const given = protection()
    const sealed = await sealForRelays(
      { current: keyId, keys: [{ keyId, publicKey: base64Url(other.publicKey) }] },
      given,
    )
    expect(sealed).toEqual({ ok: false, problem: { code: 'crypto_failed' } })
    expect(given.secret.every((byte) => byte === 0)).toBe(true)
  })

  it('says that there is no relay yet, and keeps nothing of the secret', async () => {
    const given = protection()
    expect(await sealForRelays({ current: null, keys: [] }, given)).toEqual({
      ok: false,
      problem: { code: 'relay_keys_missing' },
    })
    expect(given.secret.every((byte) => byte === 0)).toBe(true)
  })

  it('seals what the relay opens, with its terms, and overwrites the secret', async () => {
    const { publicKey, privateKey } = await makeRelayKeyPair()
    const keyId = await relayKeyId(publicKey)
    const given = protection()
    const sealed = await sealForRelays({ current: keyId, keys: [{ keyId, publicKey: base64Url(publicKey) }] }, given)
    if (!sealed.ok) throw new Error(sealed.problem.code)
    expect(given.secret.every((byte) => byte === 0)).toBe(true)
    const opened = await openProtectedKey({ privateKey, sealed: sealed.value, ...given })
    expect([opened.terms, new TextDecoder().decode(opened.secret)]).toEqual([
      { v: 1, workspaceId: given.workspaceId, auth: given.auth },
      'sk-of-nobody',
    ])
  })
})
