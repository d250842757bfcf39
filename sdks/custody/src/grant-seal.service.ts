import { makeHalf, type OwnerEnvelope, type Sealed, sealForToken, wrapSealHalf } from '@1relay/vault'
import { openKey } from './keys.service.js'
import { done, failed, type Outcome } from './problem.js'
import { problemOfRefusal } from './refusal.js'
import type { StoredKey } from './vault-api.port.js'

/** One credential of a grant. The label says from which key of the vault it came, for a later rotation. */
export type SealedCredential = Sealed & { readonly provider: string; readonly label: string }

export interface SealedGrant {
  /** The half that opens the credentials: for the token's holder, never for the server. */
  readonly seal: string
  readonly credentials: SealedCredential[]
  /** The half again, for its owner alone: what a later rotation opens. */
  readonly ownerEnvelope: OwnerEnvelope
}

/** Makes a seal half for a new grant and seals the chosen keys of the vault under it (protocol §3). */
export const sealGrant = async (input: {
  grantId: string
  accountId: string
  vaultKey: Uint8Array
  items: readonly StoredKey[]
}): Promise<Outcome<SealedGrant>> => {
  // A copy: whoever leaves in the meantime has the original overwritten, and an envelope under zeros would be a gift.
  const vaultKey = input.vaultKey.slice()
  try {
    return await sealAll({ ...input, vaultKey, seal: makeHalf() })
  } catch (error) {
    return failed(problemOfRefusal(error))
  } finally {
    vaultKey.fill(0)
  }
}

interface Sealing {
  readonly seal: string
  readonly grantId: string
  readonly accountId: string
  readonly vaultKey: Uint8Array
}

const sealAll = async (input: Sealing & { items: readonly StoredKey[] }): Promise<Outcome<SealedGrant>> => {
  const { seal, grantId, accountId, vaultKey } = input
  const credentials: SealedGrant['credentials'] = []
  for (const item of input.items) {
    const sealed = await sealItemForToken(item, input)
    if (!sealed.ok) return sealed
    credentials.push(sealed.value)
  }
  return done({ seal, credentials, ownerEnvelope: await wrapSealHalf({ vaultKey, accountId, grantId, seal }) })
}

/** From the vault to a grant: the plaintext exists between two lines. */
export const sealItemForToken = async (
  item: StoredKey,
  { seal, grantId, accountId, vaultKey }: Sealing,
): Promise<Outcome<SealedCredential>> => {
  const opened = await openKey({ accountId, vaultKey, item })
  if (!opened.ok) return opened
  const credential = opened.value
  try {
    const sealed = await sealForToken({ seal, grantId, upstream: item.provider, credential })
    return done({ provider: item.provider, label: item.label, ...sealed })
  } finally {
    credential.fill(0)
  }
}
