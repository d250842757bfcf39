import { problemOfRefusal, sealItemForToken, type StoredKey } from '@1relay/custody'
import { unwrapSealHalf } from '@1relay/vault'
import { type ConnectionUpdate, done, failed, type LinkApi, type Outcome, type OwnerEnvelope } from '../api/index.js'

export interface Change {
  readonly linkToken: string
  /** The connection that is changed. */
  readonly grantId: string
  readonly accountId: string
  readonly sessionToken: string
  readonly vaultKey: Uint8Array
  /** Keys that are added, or take the place of what the connection has of their provider. */
  readonly items: readonly StoredKey[]
  readonly budgets: NonNullable<ConnectionUpdate['budgets']>
  readonly limits: NonNullable<ConnectionUpdate['limits']>
}

/** The envelope of the connection, if it is this person's: only its owner may change it. */
export const findEnvelope = async (
  ports: { api: LinkApi },
  { sessionToken, grantId }: Pick<Change, 'sessionToken' | 'grantId'>,
): Promise<Outcome<OwnerEnvelope>> => {
  const found = await ports.api.ownerEnvelope(sessionToken, grantId)
  return !found.ok && found.problem.code === 'not_found'
    ? { ok: false, problem: { ...found.problem, code: 'wrong_account' } }
    : found
}

/**
 * Changes a connection that its app goes on using: the new keys are sealed under the seal half that its token has already,
 * which only its owner's vault key unwraps. The half is sent nowhere.
 */
export const update = async (ports: { api: LinkApi }, input: Change): Promise<Outcome<{ connectionId: string }>> => {
  const { linkToken, sessionToken, budgets, limits } = input
  const envelope = await findEnvelope(ports, input)
  if (!envelope.ok) return envelope
  // A copy: whoever leaves in the meantime has the original overwritten.
  const vaultKey = input.vaultKey.slice()
  try {
    const sealed = await sealAll({ ...input, vaultKey }, envelope.value)
    if (!sealed.ok) return sealed
    return await ports.api.update(sessionToken, { linkToken, credentials: sealed.value, budgets, limits })
  } catch (error) {
    return failed(problemOfRefusal(error))
  } finally {
    vaultKey.fill(0)
  }
}

const sealAll = async (input: Change, envelope: OwnerEnvelope): Promise<Outcome<ConnectionUpdate['credentials']>> => {
  const { accountId, vaultKey, grantId } = input
  const credentials: ConnectionUpdate['credentials'] = []
  if (input.items.length === 0) return done(credentials)
  const seal = await unwrapSealHalf({ vaultKey, accountId, grantId, envelope })
  for (const item of input.items) {
    const sealed = await sealItemForToken(item, { seal, grantId, accountId, vaultKey })
    if (!sealed.ok) return sealed
    credentials.push(sealed.value)
  }
  return done(credentials)
}
