import type { Argon2idRunner } from './hazmat/argon2id.js'
import { utf8 } from './hazmat/bytes.js'
import { sha256 } from './hazmat/hkdf.js'
import type { VaultKdf } from './vault-kdf.js'
import {
  createVault,
  renewRecoveryCode,
  rewrapVault,
  unlockVault,
  unlockWithRecoveryCode,
  type VaultRecord,
} from './vault-key.js'

const accountId = 'account-1'
const masterPassword = 'correct horse'

/** Stands in where Argon2id's cost is not the point; vectors.test.ts runs the real one. It refuses to be called when `allowed` is false. */
const quick =
  (allowed = true): Argon2idRunner =>
  async (job) => {
    if (!allowed) throw new Error('Argon2id must not run')
    return sha256(utf8(JSON.stringify([[...job.password], [...job.salt], job.memoryKiB, job.iterations])))
  }
const argon2id = quick()
const made = createVault({ accountId, masterPassword, argon2id })
const code = (value: string) => expect.objectContaining({ code: value })

describe('unlockVault', () => {
  const withKdf = async (change: Partial<VaultKdf>): Promise<VaultRecord> => {
    const { record } = await made
    return { ...record, kdf: { ...record.kdf, ...change } }
  }

  test.each([
    ['less memory', { memoryKiB: 65_535 }, 'weak_kdf'],
    ['fewer passes', { iterations: 2 }, 'weak_kdf'],
    ['more lanes', { parallelism: 4 }, 'weak_kdf'],
    ['no lane', { parallelism: 0 }, 'weak_kdf'],
    ['negative memory', { memoryKiB: -65_536 }, 'weak_kdf'],
    ['a gigabyte', { memoryKiB: 1_048_576 }, 'excessive_kdf'],
    ['a thousand passes', { iterations: 1000 }, 'excessive_kdf'],
    ['a fraction', { iterations: 3.5 }, 'malformed'],
    ['memory as text', { memoryKiB: '65536' as unknown as number }, 'malformed'],
    ['no number', { iterations: NaN }, 'malformed'],
    ['a short salt', { salt: 'AAAA' }, 'malformed'],
    ['another algorithm', { algorithm: 'pbkdf2' as 'argon2id' }, 'malformed'],
  ])('refuses %s from the server before it derives anything', async (_, change, expected) => {
    const record = await withKdf(change)
    const act = unlockVault({ accountId, masterPassword, record, argon2id: quick(false) })
    await expect(act).rejects.toEqual(code(expected))
  })

  it('accepts parameters above the minimum, so that they can grow', async () => {
    const record = await withKdf({ memoryKiB: 131_072, iterations: 4 })
    await expect(unlockVault({ accountId, masterPassword, record, argon2id })).rejects.toEqual(code('wrong_password'))
  })

  it('refuses another password, an empty one, and a record of another account', async () => {
    const { record } = await made
    const other = { accountId, record, argon2id, masterPassword: 'correct horsf' }
    await expect(unlockVault(other)).rejects.toEqual(code('wrong_password'))
    await expect(unlockVault({ ...other, masterPassword: '' })).rejects.toEqual(code('malformed'))
    const stranger = { accountId: 'account-2', masterPassword, record, argon2id }
    await expect(unlockVault(stranger)).rejects.toEqual(code('wrong_password'))
  })

  it('refuses the recovery wrapping in the place of the other', async () => {
    const { record } = await made
    const swapped = { ...record, wrappedKey: record.recoveryWrappedKey }
    await expect(unlockVault({ accountId, masterPassword, record: swapped, argon2id })).rejects.toEqual(
      code('wrong_password'),
    )
  })

  it('passes on a failure of Argon2id instead of blaming the password', async () => {
    const { record } = await made
    const act = unlockVault({ accountId, masterPassword, record, argon2id: quick(false) })
    await expect(act).rejects.toThrow('Argon2id must not run')
  })
})

describe('a vault', () => {
  it('opens with its password and with its recovery code, however that is typed', async () => {
    const { vaultKey, record, recoveryCode } = await made
    expect(await unlockVault({ accountId, masterPassword, record, argon2id })).toEqual(vaultKey)
    const typed = recoveryCode.toLowerCase().replaceAll('-', ' ')
    expect(await unlockWithRecoveryCode({ accountId, recoveryCode: typed, record })).toEqual(vaultKey)
  })

  it('gives the server nothing that is the key, the password or the code', async () => {
    const { vaultKey, record, recoveryCode } = await made
    const stored = JSON.stringify(record)
    expect(Object.keys(record).sort()).toEqual(['kdf', 'recoveryWrappedKey', 'wrappedKey'])
    const secrets = [masterPassword, recoveryCode, Buffer.from(vaultKey).toString('base64url').slice(0, 16)]
    for (const secret of secrets) expect(stored).not.toContain(secret)
  })

  it('keeps key and recovery code when the master password changes, and forgets the old password', async () => {
    const { vaultKey, record, recoveryCode } = await made
    const next = await rewrapVault({ accountId, vaultKey, record, newMasterPassword: 'new one', argon2id })
    expect(next.kdf.salt).not.toBe(record.kdf.salt)
    expect(await unlockVault({ accountId, masterPassword: 'new one', record: next, argon2id })).toEqual(vaultKey)
    expect(await unlockWithRecoveryCode({ accountId, recoveryCode, record: next })).toEqual(vaultKey)
    await expect(unlockVault({ accountId, masterPassword, record: next, argon2id })).rejects.toEqual(
      code('wrong_password'),
    )
  })

  it('opens with a renewed recovery code and no longer with the old', async () => {
    const { vaultKey, record, recoveryCode } = await made
    const renewed = await renewRecoveryCode({ accountId, vaultKey, record })
    expect(await unlockWithRecoveryCode({ accountId, ...renewed })).toEqual(vaultKey)
    const old = { accountId, recoveryCode, record: renewed.record }
    await expect(unlockWithRecoveryCode(old)).rejects.toEqual(code('wrong_recovery_code'))
  })
})
