import {
  exchangeProof,
  formatPublicToken,
  isVaultError,
  makeHalf,
  openItem,
  proofHash,
  sealForToken,
  wrapSealHalf,
} from '@1relay/vault'
import { type Authorization, done, failed, type LinkApi, type Outcome, type StoredKey } from '../api/index.js'
import { problemOfRefusal } from './refusal.js'

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
  // A copy: whoever leaves in the meantime has the original overwritten, and an envelope under zeros would be a gift.
  const vaultKey = input.vaultKey.slice()
  try {
    return await sealAndSend(ports, { ...input, vaultKey })
  } finally {
    vaultKey.fill(0)
  }
}

const sealAndSend = async (ports: { api: LinkApi }, input: Approval): Promise<Outcome<Approved>> => {
  const { grantId, accountId, vaultKey } = input
  const seal = makeHalf()
  const credentials: Authorization['credentials'] = []
  for (const item of input.items) {
    const sealed = await reseal({ item, seal, grantId, accountId, vaultKey })
    if (!sealed.ok) return sealed
    credentials.push(sealed.value)
  }
  const answer = await ports.api.authorize(input.sessionToken, {
    linkToken: input.linkToken,
    credentials,
    ownerEnvelope: await wrapSealHalf({ vaultKey, accountId, grantId, seal }),
    proofHash: await proofHash(await exchangeProof({ seal, grantId })),
    budgets: input.budgets,
    limits: input.limits,
  })
  if (!answer.ok) return answer
  return done({ connectionId: answer.value.connectionId, publicToken: formatPublicToken({ id: grantId, seal }) })
}

/** From the vault to the grant: the plaintext exists between two lines. */
const reseal = async (input: {
  item: StoredKey
  seal: string
  grantId: string
  accountId: string
  vaultKey: Uint8Array
}): Promise<Outcome<Authorization['credentials'][number]>> => {
  const { item, seal, grantId, accountId, vaultKey } = input
  const { provider, label } = item
  let credential: Uint8Array | undefined
  try {
    credential = await openItem({ vaultKey, accountId, provider, label, item })
    const sealed = await sealForToken({ seal, grantId, upstream: provider, credential })
    return done({ provider, ...sealed })
  } catch (error) {
    // A malformed item was changed on the server as surely as one that does not open.
    if (isVaultError(error)) return failed({ code: 'key_unreadable', subject: `${provider} (${label})` })
    return failed(problemOfRefusal(error))
  } finally {
    credential?.fill(0)
  }
}
