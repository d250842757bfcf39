import { isVaultError, openItem, sealItem } from '@1relay/vault'
import { done, failed, type Outcome } from './problem.js'
import { problemOfRefusal } from './refusal.js'
import type { StoredKey, VaultApi } from './vault-api.port.js'

export interface NewCredential {
  readonly accountId: string
  readonly vaultKey: Uint8Array
  /** Slug of a catalogued provider, or the https origin of a custom one. */
  readonly provider: string
  readonly label: string
  /** Overwritten before this returns, whatever comes of it. */
  readonly credential: Uint8Array
}

/** Seals a credential into the vault, in a free place: the server gets ciphertext. */
export const addKey = (ports: { api: VaultApi }, input: NewCredential): Promise<Outcome<StoredKey>> =>
  sealAndStore(ports, input, false)

/** Puts another credential in the place of one that is there. Connections keep the old one until they are re-sealed. */
export const replaceKey = (ports: { api: VaultApi }, input: NewCredential): Promise<Outcome<StoredKey>> =>
  sealAndStore(ports, input, true)

const sealAndStore = async (
  ports: { api: VaultApi },
  input: NewCredential,
  replace: boolean,
): Promise<Outcome<StoredKey>> => {
  const { accountId, vaultKey, provider, label, credential } = input
  try {
    const item = await sealItem({ vaultKey, accountId, provider, label, credential })
    return await ports.api.addKey({ provider, label, ...item, replace })
  } catch (error) {
    return failed(problemOfRefusal(error))
  } finally {
    credential.fill(0)
  }
}

/** The credential of an item, for its owner's eyes. The caller overwrites it. */
export const openKey = async (input: {
  accountId: string
  vaultKey: Uint8Array
  item: StoredKey
}): Promise<Outcome<Uint8Array>> => {
  const { accountId, vaultKey, item } = input
  const { provider, label } = item
  try {
    return done(await openItem({ vaultKey, accountId, provider, label, item }))
  } catch (error) {
    // A malformed item was changed on the server as surely as one that does not open.
    if (isVaultError(error) && error.code !== 'wiped_key')
      return failed({ code: 'key_unreadable', subject: `${provider} (${label})` })
    return failed(problemOfRefusal(error))
  }
}
