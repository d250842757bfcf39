import { addPasskeyUnlock, type AskPasskey, openVaultWithPasskey } from './index.js'
import { MemoryVaultApi, MemoryWire } from './memory.js'
import { get } from './house.testing.js'

const accountId = 'AccountAccount01'
const credentialId = 'CredentialCredential01'
const wrapped = { iv: 'AAAAAAAAAAAAAAAA', ciphertext: 'A'.repeat(64) }
const kdf = { algorithm: 'argon2id', salt: 'A'.repeat(22), memoryKiB: 65_536, iterations: 3, parallelism: 1 } as const

/** A passkey: another salt gives another output, the same gives the same. */
const passkey = (secret: number): { ask: AskPasskey; outputs: Uint8Array[] } => {
  const outputs: Uint8Array[] = []
  const ask: AskPasskey = async ([question]) => {
    if (question === undefined) return { ok: false, reason: 'cancelled' }
    const output = new Uint8Array(32).fill(secret ^ question.prfSalt.charCodeAt(0))
    outputs.push(output)
    return { ok: true, credentialId: question.credentialId, prfOutput: output }
  }
  return { ask, outputs }
}

const setUp = async () => {
  const wire = new MemoryWire()
  const api = new MemoryVaultApi(wire)
  get(await api.createVault({ kdf, wrappedKey: wrapped, recoveryWrappedKey: wrapped }))
  return { wire, api, vaultKey: crypto.getRandomValues(new Uint8Array(32)) }
}

describe('a passkey as a second way to unlock', () => {
  it.each([
    ['cancelled', 'passkey_cancelled'],
    ['unsupported', 'passkey_without_prf'],
  ] as const)('stores nothing when it was %s', async (reason, code) => {
    const { api, vaultKey } = await setUp()
    const ask: AskPasskey = async () => ({ ok: false, reason })
    expect(await addPasskeyUnlock({ api, ask }, { accountId, vaultKey, credentialId })).toMatchObject({
      problem: { code },
    })
    expect(api.record?.passkeys).toEqual([])
  })

  it('opens with this passkey only, and overwrites what the passkey gave', async () => {
    const { api, vaultKey } = await setUp()
    const [mine, other] = [passkey(7), passkey(8)]
    get(await addPasskeyUnlock({ api, ask: mine.ask }, { accountId, vaultKey, credentialId }))
    const vault = get(await api.getVault())
    expect(get(await openVaultWithPasskey({ ask: mine.ask }, { accountId, vault }))).toEqual(vaultKey)
    expect(await openVaultWithPasskey({ ask: other.ask }, { accountId, vault })).toMatchObject({
      problem: { code: 'wrong_passkey' },
    })
    for (const output of [...mine.outputs, ...other.outputs]) expect(output.every((byte) => byte === 0)).toBe(true)
  })

  it('does not take a passkey that the server slipped in', async () => {
    const { api, vaultKey } = await setUp()
    const { ask } = passkey(7)
    get(await addPasskeyUnlock({ api, ask }, { accountId, vaultKey, credentialId }))
    const vault = get(await api.getVault())
    const moved = {
      ...vault,
      passkeys: vault.passkeys.map((one) => ({ ...one, credentialId: 'Another0Another0Another' })),
    }
    expect(await openVaultWithPasskey({ ask }, { accountId, vault: moved })).toMatchObject({
      problem: { code: 'wrong_passkey' },
    })
  })
})
