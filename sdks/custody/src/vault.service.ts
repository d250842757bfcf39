import {
  type Argon2idRunner,
  createVault,
  renewRecoveryCode,
  rewrapVault,
  unlockVault,
  unlockWithRecoveryCode,
  type VaultRecord,
} from '@1relay/vault'
import { done, failed, type Outcome } from './problem.js'
import { problemOfRefusal } from './refusal.js'
import type { StoredVault, VaultApi } from './vault-api.port.js'

export interface VaultPorts {
  readonly api: VaultApi
  readonly argon2id: Argon2idRunner
}

interface Owner {
  readonly accountId: string
}

/** Replacing what opens the vault takes the account password, or a session that was begun a moment ago. */
interface Prover extends Owner {
  readonly password?: string
}

export interface OpenedVault {
  readonly vaultKey: Uint8Array
  readonly vault: StoredVault
}

/** Makes a vault and stores what the server may have of it. The recovery code is the only copy. */
export const makeVault = async (
  ports: VaultPorts,
  input: Owner & { masterPassword: string },
): Promise<Outcome<OpenedVault & { recoveryCode: string }>> => {
  const { accountId, masterPassword } = input
  const made = await attempt(() => createVault({ accountId, masterPassword, argon2id: ports.argon2id }))
  if (!made.ok) return made
  const { vaultKey, record, recoveryCode } = made.value
  return keepIfStored(vaultKey, recoveryCode, await ports.api.createVault(toStore(record)))
}

/** Opens the vault with its master password. */
export const openVault = async (
  ports: Pick<VaultPorts, 'argon2id'>,
  input: { accountId: string; masterPassword: string; vault: StoredVault },
): Promise<Outcome<Uint8Array>> => {
  const { accountId, masterPassword, vault } = input
  return attempt(() => unlockVault({ accountId, masterPassword, record: recordOf(vault), argon2id: ports.argon2id }))
}

/**
 * Opens the vault with its recovery code and gives it a new master password and, because the old code has now been typed
 * somewhere, a new code. The items stay as they are.
 */
export const recoverVault = async (
  ports: VaultPorts,
  input: Prover & { recoveryCode: string; newMasterPassword: string; vault: StoredVault },
): Promise<Outcome<OpenedVault & { recoveryCode: string }>> => {
  const { accountId, newMasterPassword, vault } = input
  const opened = await attempt(() =>
    unlockWithRecoveryCode({ accountId, recoveryCode: input.recoveryCode, record: recordOf(vault) }),
  )
  if (!opened.ok) return opened
  const vaultKey = opened.value
  const renewed = await attempt(async () => {
    const rewrap = { accountId, vaultKey, newMasterPassword, record: recordOf(vault), argon2id: ports.argon2id }
    return renewRecoveryCode({ accountId, vaultKey, record: await rewrapVault(rewrap) })
  })
  if (!renewed.ok) {
    vaultKey.fill(0)
    return renewed
  }
  const { record, recoveryCode } = renewed.value
  const stored = await ports.api.rewrapVault(toReplace(input, record))
  return keepIfStored(vaultKey, recoveryCode, stored)
}

/** The same vault under a new master password. The recovery code, the keys and every connection stay as they are. */
export const changeMasterPassword = async (
  ports: VaultPorts,
  input: Prover & { masterPassword: string; newMasterPassword: string; vault: StoredVault },
): Promise<Outcome<StoredVault>> => {
  const { accountId, newMasterPassword, vault } = input
  const opened = await openVault(ports, input)
  if (!opened.ok) return opened
  const vaultKey = opened.value
  const rewrap = { accountId, vaultKey, newMasterPassword, record: recordOf(vault), argon2id: ports.argon2id }
  const record = await attempt(() => rewrapVault(rewrap))
  vaultKey.fill(0)
  if (!record.ok) return record
  return ports.api.rewrapVault(toReplace(input, record.value))
}

/** A new recovery code for an open vault, for one that was seen or lost. The old one opens it no more. */
export const renewCode = async (
  ports: Pick<VaultPorts, 'api'>,
  input: Prover & { vaultKey: Uint8Array; vault: StoredVault },
): Promise<Outcome<{ vault: StoredVault; recoveryCode: string }>> => {
  const { accountId, vaultKey, vault } = input
  const renewed = await attempt(() => renewRecoveryCode({ accountId, vaultKey, record: recordOf(vault) }))
  if (!renewed.ok) return renewed
  const { record, recoveryCode } = renewed.value
  const stored = await ports.api.rewrapVault(toReplace(input, record))
  return stored.ok ? done({ vault: stored.value, recoveryCode }) : stored
}

const keepIfStored = (
  vaultKey: Uint8Array,
  recoveryCode: string,
  stored: Outcome<StoredVault>,
): Outcome<OpenedVault & { recoveryCode: string }> => {
  if (stored.ok) return done({ vaultKey, recoveryCode, vault: stored.value })
  vaultKey.fill(0)
  return stored
}

/** The contract fixes the parallelism, and so does the vault; only the vault's type is wider. */
const toStore = (record: VaultRecord) => ({ ...record, kdf: { ...record.kdf, parallelism: 1 as const } })

const toReplace = ({ vault, password }: { vault: StoredVault; password?: string }, record: VaultRecord) => ({
  version: vault.version,
  ...toStore(record),
  ...(password === undefined ? {} : { password }),
})

const recordOf = ({ kdf, wrappedKey, recoveryWrappedKey }: StoredVault): VaultRecord => ({
  kdf,
  wrappedKey,
  recoveryWrappedKey,
})

const attempt = async <T>(work: () => Promise<T>): Promise<Outcome<T>> => {
  try {
    return done(await work())
  } catch (error) {
    return failed(problemOfRefusal(error))
  }
}
