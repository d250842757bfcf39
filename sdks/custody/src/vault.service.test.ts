import {
  changeMasterPassword,
  isMasterPassword,
  openVault,
  recoverVault,
  renewCode,
  type StoredVault,
} from './index.js'
import { MemoryVaultApi } from './memory.js'
import { get, type House, masterPassword, setUp } from './house.testing.js'

// Argon2id is meant to be slow: some seconds a test, when the machine is busy with others.
jest.setTimeout(60_000)

let house: House
beforeEach(async () => {
  house = await setUp()
})

describe('opening a vault', () => {
  it('says that the master password is wrong, and nothing else', async () => {
    const { ports, owner, vault } = house
    const opened = await openVault(ports, { ...owner, masterPassword: 'another one', vault: vault.vault })
    expect(opened).toEqual({ ok: false, problem: { code: 'wrong_password' } })
  })

  it('does no work with parameters that would make the password cheap to guess', async () => {
    const { ports, owner, vault, jobs } = house
    const before = jobs.length
    const weak: StoredVault = { ...vault.vault, kdf: { ...vault.vault.kdf, memoryKiB: 1024 } }
    const opened = await openVault(ports, { ...owner, masterPassword, vault: weak })
    expect(opened).toEqual({ ok: false, problem: { code: 'unsafe_vault' } })
    expect(jobs).toHaveLength(before)
  })

  it('is told apart from a browser that cannot do it', async () => {
    const { owner, vault } = house
    const argon2id = () => Promise.reject(new RangeError('out of memory'))
    const opened = await openVault({ argon2id }, { ...owner, masterPassword, vault: vault.vault })
    expect(opened).toEqual({ ok: false, problem: { code: 'crypto_failed' } })
  })

  it('gives the key that was made', async () => {
    const { ports, owner, vault } = house
    const opened = get(await openVault(ports, { ...owner, masterPassword, vault: vault.vault }))
    expect(opened).toEqual(vault.vaultKey)
  })
})

describe('an account password', () => {
  it('is told from the master password, which is looked for in the vault as it is now', async () => {
    const { ports, owner } = house
    expect(await isMasterPassword(ports, { ...owner, password: masterPassword })).toEqual({ ok: true, value: true })
    expect(await isMasterPassword(ports, { ...owner, password: 'another one' })).toEqual({ ok: true, value: false })
  })

  it('of somebody without a vault is no master password; what could not be looked at is no answer', async () => {
    const { ports, owner, wire } = house
    const api = new MemoryVaultApi()
    const input = { ...owner, password: masterPassword }
    expect(await isMasterPassword({ ...ports, api }, input)).toEqual({ ok: true, value: false })
    wire.failNext({ code: 'network' })
    expect(await isMasterPassword(ports, input)).toMatchObject({ problem: { code: 'network' } })
  })
})

describe('recovering a vault', () => {
  const newMasterPassword = 'another-long-master-password'

  it('tells a typing error from a code of another vault', async () => {
    const { ports, owner, vault } = house
    const other = await setUp()
    const input = { ...owner, newMasterPassword, vault: vault.vault }
    const typo = await recoverVault(ports, { ...input, recoveryCode: '0000-1111' })
    expect(typo).toMatchObject({ problem: { code: 'bad_recovery_code' } })
    const foreign = await recoverVault(ports, { ...input, recoveryCode: other.vault.recoveryCode })
    expect(foreign).toMatchObject({ problem: { code: 'wrong_recovery_code' } })
  })

  it('sets the new password, ends the old one and the used code, and keeps the key', async () => {
    const { api, ports, owner, vault } = house
    const { recoveryCode } = vault
    const input = { ...owner, newMasterPassword, recoveryCode, vault: vault.vault }
    const recovered = get(await recoverVault(ports, input))
    expect(recovered.vaultKey).toEqual(vault.vaultKey)
    expect(recovered.recoveryCode).not.toBe(recoveryCode)
    const stored = get(await api.getVault())
    expect(get(await openVault(ports, { ...owner, masterPassword: newMasterPassword, vault: stored }))).toEqual(
      vault.vaultKey,
    )
    expect(await openVault(ports, { ...owner, masterPassword, vault: stored })).toMatchObject({ ok: false })
    expect(await recoverVault(ports, { ...input, vault: stored })).toMatchObject({
      problem: { code: 'wrong_recovery_code' },
    })
  })
})

describe('changing the master password', () => {
  const newMasterPassword = 'another-long-master-password'

  it('changes nothing when the present one is wrong', async () => {
    const { api, ports, owner, vault } = house
    const input = { ...owner, masterPassword: 'another one', newMasterPassword, vault: vault.vault }
    expect(await changeMasterPassword(ports, input)).toMatchObject({ problem: { code: 'wrong_password' } })
    expect(api.record).toBe(vault.vault)
  })

  it('ends the old one and keeps key and recovery code', async () => {
    const { ports, owner, vault } = house
    const stored = get(
      await changeMasterPassword(ports, { ...owner, masterPassword, newMasterPassword, vault: vault.vault }),
    )
    expect(await openVault(ports, { ...owner, masterPassword, vault: stored })).toMatchObject({ ok: false })
    expect(get(await openVault(ports, { ...owner, masterPassword: newMasterPassword, vault: stored }))).toEqual(
      vault.vaultKey,
    )
    expect(stored.recoveryWrappedKey).toEqual(vault.vault.recoveryWrappedKey)
  })
})

describe('renewing the recovery code', () => {
  it('ends the old code and leaves the master password alone', async () => {
    const { ports, owner, vault } = house
    const { vaultKey } = vault
    const renewed = get(await renewCode(ports, { ...owner, vaultKey, vault: vault.vault }))
    expect(renewed.vault.wrappedKey).toEqual(vault.vault.wrappedKey)
    const recover = { ...owner, newMasterPassword: 'another-long-master-password', vault: renewed.vault }
    expect(await recoverVault(ports, { ...recover, recoveryCode: vault.recoveryCode })).toMatchObject({
      problem: { code: 'wrong_recovery_code' },
    })
    expect(get(await recoverVault(ports, { ...recover, recoveryCode: renewed.recoveryCode })).vaultKey).toEqual(
      vaultKey,
    )
  })
})
