import { hash } from 'node:crypto'
import { fault } from '@1relay/faults'
import { makeHalf, makeId } from '@1relay/vault'
import type { AdminEntry } from '../audit/index.js'
import type { Acting } from '../edge/index.js'
import { cutPage, type Grants, placeOf, type StoredGrant } from '../grants/index.js'
import type { PostOffice } from '../mail/index.js'
import type { Network } from '../networks/index.js'
import { clientName } from './client-name.js'
import { countedNetwork } from './counted-network.js'
import type { HeldKey, HeldKeys } from './held-keys.port.js'
import { ipLetter } from './ip-mail.js'
import { formatLinkToken } from '../magic-links/index.js'
import { CONFIRMATION_MS, type IpConfirmation, judgeNetwork, liveNetworks, type TrustedIp } from './trust.js'
import type { HolderWork, TrustStore } from './trust-store.port.js'

export interface TrustedIpsParts {
  store: TrustStore
  keys: HeldKeys
  grants: Pick<Grants, 'announce'>
  post: Pick<PostOffice, 'send'>
  sharedEgress: readonly Network[]
  publicOrigin: string
  clock: () => Date
}

/** A call from a network that the projection of its key does not know. */
interface Call {
  readonly keyId: string
  readonly key: HeldKey
  readonly network: string
  readonly ip: string
  readonly userAgent: string | null
  readonly now: Date
}

interface Decision {
  readonly verdict: 'trusted' | 'pending' | 'refused'
  readonly stored: readonly StoredGrant[]
  /** What the holder is to be asked. */
  readonly question?: { readonly confirmation: IpConfirmation; readonly token: string }
}

/** Decides about addresses that are new for a key, and lets admins see and revoke those that are trusted. */
export class TrustedIps {
  readonly #parts: TrustedIpsParts

  constructor(parts: TrustedIpsParts) {
    this.#parts = parts
  }

  /** Whether this key may be used from there. Once `trusted` has answered, its projection says so. */
  async ask(asked: { grantId: string; ip: string; userAgent: string | null }): Promise<Decision['verdict']> {
    const { store, keys, sharedEgress, clock, grants } = this.#parts
    const [network, key] = [countedNetwork(asked.ip, sharedEgress), await keys.find(asked.grantId)]
    if (network === undefined || key === undefined) return 'refused'
    const now = clock()
    // Nearly every question about a stolen key changes nothing: those wait for no lock and hold no connection.
    const verdict = judgeNetwork(key.holder, await store.acquaintance(key.holder), network, now)
    if (verdict === 'pending' || verdict === 'refused') return verdict
    if (verdict === 'trusted' && key.isProjected && key.networks.includes(network)) return 'trusted'
    const call = { keyId: asked.grantId, key, network, ip: asked.ip, userAgent: asked.userAgent, now }
    const decision = await store.forHolder(key.holder, (work) => decide(call, work))
    await grants.announce(decision.stored)
    if (decision.question !== undefined) await this.#mail(call, decision.question)
    return decision.verdict
  }

  /** Those that are trusted now, newest first. */
  async list(
    workspaceId: string,
    { holderEmail, cursor, pageSize }: { holderEmail?: string; cursor?: string; pageSize: number },
  ): Promise<{ trustedIps: TrustedIp[]; nextCursor: string | null }> {
    const page = { limit: pageSize + 1, ...placeOf(cursor) }
    const found = await this.#parts.store.list(workspaceId, holderEmail, page)
    const { shown, nextCursor } = cutPage(
      found.map((one) => ({ ...one, createdAt: one.trustedAt })),
      pageSize,
    )
    return { trustedIps: shown, nextCursor }
  }

  /**
   * Trusts it no longer, and answers once relays know: no key of its holder passes from there. Rejects with `limits_unavailable` when Redis is
   * away: then it is recorded, and asking again completes it.
   */
  async revoke(acting: Acting, id: string): Promise<void> {
    const { store, grants, clock } = this.#parts
    const { workspaceId } = acting
    const found = await store.find(workspaceId, id)
    if (found === undefined) throw fault('not_found', 'no such trusted address')
    const stored = await store.forHolder({ workspaceId, email: found.holderEmail }, async (work) => {
      const { trusted } = await work.acquaintance()
      const current = trusted.find((one) => one.id === id)
      if (current !== undefined && current.revokedAt === null) {
        await work.saveTrusted({ ...current, revokedAt: clock() })
        await work.record(revocationOf(acting, current))
      }
      return work.spread(liveNetworks(trusted.filter((one) => one.id !== id)))
    })
    await grants.announce(stored)
  }

  async #mail({ key, ip }: Call, { confirmation, token }: NonNullable<Decision['question']>): Promise<void> {
    const { store, post, publicOrigin, clock } = this.#parts
    const { keyName, integration, workspaceName, holder } = key
    const { id, client, createdAt: at } = confirmation
    const letter = ipLetter(
      { ip, client, integration, keyName, workspaceName, at },
      `${publicOrigin}/confirm-ip#${token}`,
    )
    try {
      await post.send({ to: holder.email, letter, onceKey: `confirm-ip:${id}`, lifetimeMs: CONFIRMATION_MS })
      await store.markMailed(id, clock())
    } catch (error) {
      // Whoever calls next asks again; a confirmation without a mail would silence them for a day.
      await store.dropConfirmation(id)
      throw error
    }
  }
}

const decide = async (call: Call, work: HolderWork): Promise<Decision> => {
  const { key, network, now } = call
  const known = await work.acquaintance()
  const verdict = judgeNetwork(key.holder, known, network, now)
  switch (verdict) {
    case 'trusted':
      return { verdict, stored: await work.spread(liveNetworks(known.trusted)) }
    case 'first_use':
      return { verdict: 'trusted', stored: await trustFirst(call, work) }
    case 'ask':
      return { verdict: 'pending', stored: [], question: await makeQuestion(call, work) }
    case 'pending':
    case 'refused':
      return { verdict, stored: [] }
  }
}

const trustFirst = async (call: Call, work: HolderWork): Promise<StoredGrant[]> => {
  const { keyId, key, network, userAgent, now } = call
  const { workspaceId, email: holderEmail } = key.holder
  const of = { id: makeId(), workspaceId, holderEmail, network, keyId, client: clientName(userAgent) }
  await work.saveTrusted({ ...of, how: 'first_use', trustedAt: now, revokedAt: null })
  await work.record(entryOfCall(call, 'trusted_ip.first_use', { type: 'trusted_ip', id: of.id, label: network }))
  return work.spread([network])
}

const makeQuestion = async (call: Call, work: HolderWork): Promise<NonNullable<Decision['question']>> => {
  const { keyId, key, network, ip, userAgent, now } = call
  const { workspaceId, email: holderEmail } = key.holder
  const [id, secret] = [makeId(), makeHalf()]
  const confirmation: IpConfirmation = {
    ...{ id, workspaceId, holderEmail, network, ip, keyId, client: clientName(userAgent) },
    ...{ verifier: hash('sha256', secret, 'base64url'), state: 'open', createdAt: now, mailedAt: null },
    expiresAt: new Date(now.getTime() + CONFIRMATION_MS),
  }
  await work.saveConfirmation(confirmation)
  await work.record(entryOfCall(call, 'ip_confirmation.requested', { type: 'ip_confirmation', id, label: network }))
  return { confirmation, token: formatLinkToken({ id, secret }) }
}

const entryOfCall = (
  { keyId, key, ip, userAgent, network }: Call,
  action: string,
  subject: AdminEntry['subject'],
): AdminEntry => ({
  workspaceId: key.holder.workspaceId,
  actor: { type: 'key', id: keyId, label: key.keyName },
  action,
  subject,
  metadata: { holderEmail: key.holder.email, network },
  ip,
  ...(userAgent !== null && { userAgent }),
})

const revocationOf = (
  { workspaceId, actor, ip, userAgent }: Acting,
  { id, network, holderEmail }: TrustedIp,
): AdminEntry => ({
  workspaceId,
  actor,
  action: 'trusted_ip.revoked',
  subject: { type: 'trusted_ip', id, label: network },
  metadata: { holderEmail, network },
  ...(ip !== undefined && { ip }),
  ...(userAgent !== undefined && { userAgent }),
})
