import { makeHalf } from './token.js'
import type { Argon2idRunner } from './hazmat/argon2id.js'
import { unwrapSealHalf, wrapSealHalf } from './owner-envelope.js'
import { unwrapWithPasskey, wrapForPasskey } from './passkey-key.js'
import { openItem, sealItem } from './vault-item.js'
import { createVault, renewRecoveryCode, rewrapVault, unlockVault, unlockWithRecoveryCode } from './vault-key.js'

const accountId = 'account-1'
const place = { accountId, provider: 'openai', label: 'default' }
const credential = new Uint8Array([1])
const grant = { accountId, grantId: 'grant-1' }
const argon2id: Argon2idRunner = async ({ password }) => new Uint8Array(32).fill(password[0] ?? 0)
const made = createVault({ accountId, masterPassword: 'old', argon2id })
const passkey = () => ({ accountId, credentialId: 'credential-1', prfOutput: new Uint8Array(32).fill(5) })
const seal = makeHalf()

describe('a vault key that was overwritten before its use', () => {
  const vaultKey = new Uint8Array(32)
  test.each([
    ['sealItem', async () => sealItem({ ...place, vaultKey, credential })],
    ['openItem', async () => openItem({ ...place, vaultKey, item: await sealedItem() })],
    ['wrapSealHalf', async () => wrapSealHalf({ ...grant, vaultKey, seal })],
    ['wrapForPasskey', async () => wrapForPasskey({ ...passkey(), vaultKey })],
    ['renewRecoveryCode', async () => renewRecoveryCode({ accountId, vaultKey, record: (await made).record })],
    [
      'rewrapVault',
      async () => rewrapVault({ accountId, vaultKey, newMasterPassword: 'n', argon2id, record: (await made).record }),
    ],
  ])('seals nothing: %s', async (_, run) => {
    await expect(run()).rejects.toMatchObject({ name: 'VaultError', code: 'wiped_key' })
  })
})

describe('a vault key that is overwritten while it is used', () => {
  it('is sealed as it was when the work began', async () => {
    const { vaultKey, record } = await made
    const during = <T>(run: (key: Uint8Array) => Promise<T>): Promise<T> => {
      const key = vaultKey.slice()
      const result = run(key)
      key.fill(0)
      return result
    }
    const item = await during((key) => sealItem({ ...place, vaultKey: key, credential }))
    expect(await openItem({ ...place, vaultKey, item })).toEqual(credential)
    const envelope = await during((key) => wrapSealHalf({ ...grant, vaultKey: key, seal }))
    expect(await unwrapSealHalf({ ...grant, vaultKey, envelope })).toBe(seal)
    const wrap = await during((key) => wrapForPasskey({ ...passkey(), vaultKey: key }))
    expect(await unwrapWithPasskey({ ...passkey(), wrap })).toEqual(vaultKey)
    const renewed = await during((key) => renewRecoveryCode({ accountId, vaultKey: key, record }))
    expect(await unlockWithRecoveryCode({ accountId, ...renewed })).toEqual(vaultKey)
    const next = { accountId, newMasterPassword: 'new', record, argon2id }
    const rewrapped = await during((key) => rewrapVault({ ...next, vaultKey: key }))
    expect(await unlockVault({ accountId, masterPassword: 'new', record: rewrapped, argon2id })).toEqual(vaultKey)
  })
})

const sealedItem = async () => sealItem({ ...place, vaultKey: (await made).vaultKey, credential })
