import { sealGrant, type StoredKey } from '@1relay/custody'
import { exchangeProof, formatPublicToken, proofHash } from '@1relay/vault'
import { type Authorization, done, type LinkApi, type Outcome } from '../api/index.js'

export interface Approval {
  readonly linkToken: string
  /** The id that the grant will have: the seal is bound to it. */
  readonly grantId: string
  readonly accountId: string
  readonly sessionToken: string
  readonly vaultKey: Uint8Array
  readonly items: readonly StoredKey[]
  readonly budgets: Authorization['budgets']
  readonly limits: NonNullable<Authorization['limits']>
}

export interface Approved {
  readonly connectionId: string
  /** For the app's server, by way of its page. */
  readonly publicToken: string
}

/**
 * Protocol §4, step 2: makes the seal half, seals every chosen credential under it and sends what the server may see. The
 * half itself leaves this function only inside the public token.
 */
export const approve = async (ports: { api: LinkApi }, input: Approval): Promise<Outcome<Approved>> => {
  const { grantId } = input
  const sealed = await sealGrant(input)
  if (!sealed.ok) return sealed
  const { seal, credentials, ownerEnvelope } = sealed.value
  const answer = await ports.api.authorize(input.sessionToken, {
    linkToken: input.linkToken,
    credentials,
    ownerEnvelope,
    proofHash: await proofHash(await exchangeProof({ seal, grantId })),
    budgets: input.budgets,
    limits: input.limits,
  })
  if (!answer.ok) return answer
  return done({ connectionId: answer.value.connectionId, publicToken: formatPublicToken({ id: grantId, seal }) })
}
