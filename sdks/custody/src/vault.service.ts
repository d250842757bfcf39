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
  const stored = await store(ports.api, record, () => ports.api.createVault(toStore(record)))
  return keepIfStored(vaultKey, recoveryCode, stored)
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
 * Whether an account password is the master password too. The server sees an account password at every sign-in, so whoever
 * types one finds out by this, at the cost of one Argon2id.
 */
export const isMasterPassword = async (
  ports: VaultPorts,
  { accountId, password }: Owner & { password: string },
): Promise<Outcome<boolean>> => {
  const vault = await ports.api.getVault()
  if (!vault.ok) return vault.problem.code === 'not_found' ? done(false) : vault
  const opened = await openVault(ports, { accountId, masterPassword: password, vault: vault.value })
  if (!opened.ok) return opened.problem.code === 'wrong_password' ? done(false) : opened
  opened.value.fill(0)
  return done(true)
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
    const { argon2id } = ports
    const record = await rewrapVault({ accountId, vaultKey, newMasterPassword, record: recordOf(vault), argon2id })
    return renewRecoveryCode({ accountId, vaultKey, record })
  })
  if (!renewed.ok) {
    vaultKey.fill(0)
    return renewed
  }
  const { record, recoveryCode } = renewed.value
  const stored = await rewrap(ports.api, input, record)
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
  const { argon2id } = ports
  const record = await attempt(() =>
    rewrapVault({ accountId, vaultKey, newMasterPassword, record: recordOf(vault), argon2id }),
  )
  vaultKey.fill(0)
  return record.ok ? rewrap(ports.api, input, record.value) : record
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
  const stored = await rewrap(ports.api, input, record)
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

interface Replacement {
  readonly vault: StoredVault
  readonly password?: string
}

const rewrap = (api: VaultApi, input: Replacement, record: VaultRecord): Promise<Outcome<StoredVault>> =>
  store(api, record, () => api.rewrapVault(toReplace(input, record)))

/**
 * Sends a record. After a refusal it looks whether the record is there all the same: the answer was lost, or the call came
 * twice. The recovery code that goes with it is in force then, and would be lost with the answer.
 */
const store = async (
  api: VaultApi,
  record: VaultRecord,
  send: () => Promise<Outcome<StoredVault>>,
): Promise<Outcome<StoredVault>> => {
  const stored = await send()
  if (stored.ok) return stored
  const now = await api.getVault()
  return now.ok && isOf(now.value, record) ? now : stored
}

const isOf = (vault: StoredVault, { wrappedKey, recoveryWrappedKey }: VaultRecord): boolean =>
  vault.wrappedKey.ciphertext === wrappedKey.ciphertext &&
  vault.recoveryWrappedKey.ciphertext === recoveryWrappedKey.ciphertext

/** The contract fixes the parallelism, and so does the vault; only the vault's type is wider. */
const toStore = (record: VaultRecord) => ({ ...record, kdf: { ...record.kdf, parallelism: 1 as const } })

const toReplace = ({ vault, password }: Replacement, record: VaultRecord) => ({
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
