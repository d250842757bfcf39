import {
  type Argon2idRunner,
  createVault,
  renewRecoveryCode,
  rewrapVault,
  unlockVault,
  unlockWithRecoveryCode,
  type VaultRecord,
} from '@1relay/vault'
import { done, failed, type LinkApi, type Outcome, type StoredVault } from '../api/index.js'
import { problemOfRefusal } from './refusal.js'

export interface VaultPorts {
  readonly api: LinkApi
  readonly argon2id: Argon2idRunner
}

interface Owner {
  readonly accountId: string
  readonly sessionToken: string
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
  return keepIfStored(vaultKey, recoveryCode, await ports.api.createVault(input.sessionToken, toStore(record)))
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
  input: Owner & { recoveryCode: string; newMasterPassword: string; vault: StoredVault },
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
  const stored = await ports.api.rewrapVault(input.sessionToken, {
    version: vault.version,
    ...toStore(record),
  })
  return keepIfStored(vaultKey, recoveryCode, stored)
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
