import { changeMasterPassword, makeVault, openVault, recoverVault, renewCode } from './index.js'
import { MemoryVaultApi, MemoryWire } from './memory.js'
import { get, type House, masterPassword, setUp } from './house.testing.js'

// Argon2id is meant to be slow: some seconds a test, when the machine is busy with others.
jest.setTimeout(60_000)

const newMasterPassword = 'another-long-master-password'
let house: House
beforeEach(async () => {
  house = await setUp()
})

describe('a change that was stored, and whose answer was lost', () => {
  it('gives the recovery code of a new vault all the same', async () => {
    const wire = new MemoryWire()
    const ports = { ...house.ports, api: new MemoryVaultApi(wire) }
    wire.loseNextAnswer()
    const { recoveryCode, vaultKey, vault } = get(await makeVault(ports, { ...house.owner, masterPassword }))
    const recovered = get(await recoverVault(ports, { ...house.owner, recoveryCode, newMasterPassword, vault }))
    expect(recovered.vaultKey).toEqual(vaultKey)
  })

  it('gives the new recovery code after a recovery: the typed one is dead', async () => {
    const { ports, owner, wire, vault } = house
    const { recoveryCode } = vault
    wire.loseNextAnswer()
    const once = get(await recoverVault(ports, { ...owner, recoveryCode, newMasterPassword, vault: vault.vault }))
    const again = { ...owner, recoveryCode: once.recoveryCode, newMasterPassword, vault: once.vault }
    expect(get(await recoverVault(ports, again)).vaultKey).toEqual(vault.vaultKey)
  })

  it('gives a renewed recovery code', async () => {
    const { ports, owner, wire, vault } = house
    wire.loseNextAnswer()
    const renewed = get(await renewCode(ports, { ...owner, vaultKey: vault.vaultKey, vault: vault.vault }))
    const recover = { ...owner, recoveryCode: renewed.recoveryCode, newMasterPassword, vault: renewed.vault }
    expect(get(await recoverVault(ports, recover)).vaultKey).toEqual(vault.vaultKey)
  })

  it('is a changed master password', async () => {
    const { ports, owner, wire, vault } = house
    wire.loseNextAnswer()
    const change = { ...owner, masterPassword, newMasterPassword, vault: vault.vault }
    const stored = get(await changeMasterPassword(ports, change))
    const opened = await openVault(ports, { ...owner, masterPassword: newMasterPassword, vault: stored })
    expect(get(opened)).toEqual(vault.vaultKey)
  })
})

describe('a change that was not stored', () => {
  it('is a failure, with the reason of the first answer', async () => {
    const { ports, owner, wire, vault } = house
    const renew = () => renewCode(ports, { ...owner, vaultKey: vault.vaultKey, vault: vault.vault })
    wire.failNext({ code: 'network' })
    expect(await renew()).toMatchObject({ problem: { code: 'network' } })
    get(await renew())
    expect(await renew()).toMatchObject({ problem: { code: 'vault_changed' } })
    const second = await makeVault(ports, { ...owner, masterPassword })
    expect(second).toMatchObject({ problem: { code: 'vault_exists' } })
  })
})
