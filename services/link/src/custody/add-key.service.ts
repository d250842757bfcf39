import { sealItem } from '@1relay/vault'
import { failed, type LinkApi, type Outcome, type StoredKey } from '../api/index.js'
import { problemOfRefusal } from './refusal.js'

export interface NewCredential {
  readonly accountId: string
  readonly sessionToken: string
  readonly vaultKey: Uint8Array
  /** Slug of a catalogued provider, or the https origin of a custom one. */
  readonly provider: string
  readonly label: string
  /** Overwritten before this returns, whatever comes of it. */
  readonly credential: Uint8Array
}

/** Seals a credential into the vault: the server gets ciphertext. */
export const addKey = async (ports: { api: LinkApi }, input: NewCredential): Promise<Outcome<StoredKey>> => {
  const { accountId, vaultKey, provider, label, credential } = input
  try {
    const item = await sealItem({ vaultKey, accountId, provider, label, credential })
    return await ports.api.addKey(input.sessionToken, { provider, label, ...item, replace: false })
  } catch (error) {
    return failed(problemOfRefusal(error))
  } finally {
    credential.fill(0)
  }
}
