import { completeToken, makeId } from '@1relay/vault'
import { sealGrant } from './grant-seal.service.js'
import { done, failed, type Outcome } from './problem.js'
import { problemOfRefusal } from './refusal.js'
import type { NewBotToken, StoredKey, VaultApi } from './vault-api.port.js'

export interface BotTokenWish {
  readonly accountId: string
  readonly vaultKey: Uint8Array
  /** The keys of the vault that it may use: at most one a provider. */
  readonly items: readonly StoredKey[]
  readonly terms: Omit<NewBotToken, 'id' | 'credentials' | 'ownerEnvelope'>
}

/** Issues a bot token. The whole token exists in this browser alone: it is shown once and cannot be asked for again. */
export const makeBotToken = async (
  ports: { api: VaultApi },
  { accountId, vaultKey, items, terms }: BotTokenWish,
): Promise<Outcome<{ id: string; token: string }>> => {
  const id = makeId()
  const sealed = await sealGrant({ grantId: id, accountId, vaultKey, items })
  if (!sealed.ok) return sealed
  const { seal, credentials, ownerEnvelope } = sealed.value
  const stem = await ports.api.createBotToken({ ...terms, id, credentials, ownerEnvelope })
  if (!stem.ok) return stem
  try {
    return done({ id, token: completeToken(stem.value, seal) })
  } catch (error) {
    return failed(problemOfRefusal(error))
  }
}
