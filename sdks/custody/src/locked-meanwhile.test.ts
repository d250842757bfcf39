import { unlockWithRecoveryCode } from '@1relay/vault'
import {
  addKey,
  addPasskeyUnlock,
  type AskPasskey,
  Keyring,
  makeBotToken,
  openKey,
  openVaultWithPasskey,
  renewCode,
  replaceKey,
} from './index.js'
import { get, secretKey, setUp, text, utf8 } from './house.testing.js'

// Argon2id is meant to be slow: some seconds a test, when the machine is busy with others.
jest.setTimeout(60_000)

const place = { provider: 'openai', label: 'default' }
const credentialId = 'CredentialCredential01'

/** An open vault that can be locked at any moment: locking overwrites the very array that was handed out. */
const open = async () => {
  const house = await setUp()
  const ring = new Keyring()
  ring.vaultKey = house.vault.vaultKey.slice()
  return { ...house, ...house.owner, vaultKey: ring.vaultKey, lock: () => ring.wipe() }
}

describe('a vault that is locked while something is done with it', () => {
  it.each([
    ['adding', addKey],
    ['replacing', replaceKey],
  ])('%s a key seals it for its owner', async (_, store) => {
    const { ports, accountId, vaultKey, vault, lock } = await open()
    const storing = store(ports, { accountId, vaultKey, ...place, credential: utf8(secretKey) })
    lock()
    const item = get(await storing)
    expect(text(get(await openKey({ accountId, vaultKey: vault.vaultKey, item })))).toBe(secretKey)
  })

  it('a passkey is given the key, not what it was overwritten with', async () => {
    const { api, accountId, vaultKey, vault, lock } = await open()
    const output = () => ({ ok: true as const, credentialId, prfOutput: new Uint8Array(32).fill(9) })
    const ask: AskPasskey = async () => {
      lock()
      return output()
    }
    get(await addPasskeyUnlock({ api, ask }, { accountId, vaultKey, credentialId }))
    const stored = get(await api.getVault())
    const opened = await openVaultWithPasskey({ ask: async () => output() }, { accountId, vault: stored })
    expect(get(opened)).toEqual(vault.vaultKey)
  })

  it('a new recovery code opens it', async () => {
    const { ports, accountId, vaultKey, vault, lock } = await open()
    const renewing = renewCode(ports, { accountId, vaultKey, vault: vault.vault })
    lock()
    const { vault: record, recoveryCode } = get(await renewing)
    expect(await unlockWithRecoveryCode({ accountId, recoveryCode, record })).toEqual(vault.vaultKey)
  })
})

describe('a vault that was locked before', () => {
  it('seals, wraps and opens nothing, and says why', async () => {
    const { api, ports, accountId, vaultKey, vault, lock } = await open()
    const item = get(await addKey(ports, { accountId, vaultKey, ...place, credential: utf8(secretKey) }))
    lock()
    const before = [api.record, [...api.keys]]
    const ask: AskPasskey = async () => ({ ok: true, credentialId, prfOutput: new Uint8Array(32).fill(9) })
    const owner = { accountId, vaultKey }
    const outcomes = [
      await addKey(ports, { ...owner, ...place, label: 'other', credential: utf8(secretKey) }),
      await replaceKey(ports, { ...owner, ...place, credential: utf8(secretKey) }),
      await openKey({ ...owner, item }),
      await addPasskeyUnlock({ api, ask }, { ...owner, credentialId }),
      await renewCode(ports, { ...owner, vault: vault.vault }),
      await makeBotToken(ports, { ...owner, items: [], terms: { name: 'A bot', budgets: [] } }),
    ]
    for (const outcome of outcomes) expect(outcome).toEqual({ ok: false, problem: { code: 'vault_locked' } })
    expect([api.record, api.keys]).toEqual(before)
    expect(api.botTokens).toEqual([])
  })
})
