import { hash, timingSafeEqual } from 'node:crypto'
import { fault } from '@1relay/faults'
import { makeId } from '@1relay/vault'
import type { AdminEntry } from '../audit/index.js'
import type { Grants } from '../grants/index.js'
import type { HeldKey, HeldKeys } from './held-keys.port.js'
import { splitLinkToken } from '../magic-links/index.js'
import { type IpConfirmation, isOpen, liveNetworks } from './trust.js'
import type { HolderWork, TrustStore } from './trust-store.port.js'

export interface IpConfirmationsParts {
  store: TrustStore
  keys: Pick<HeldKeys, 'describe'>
  grants: Pick<Grants, 'announce'>
  clock: () => Date
}

/** From where a link is answered. */
export interface Answering {
  readonly ip: string | null
  readonly userAgent: string | null
}

/** What a link is about, with the names of its key. */
export type ShownConfirmation = IpConfirmation & Pick<HeldKey, 'keyName' | 'integration' | 'workspaceName'>

/** What the holder of a mailed link can do with it: look, confirm, or say that it was not them. Each link is answered once. */
export class IpConfirmations {
  readonly #parts: IpConfirmationsParts

  constructor(parts: IpConfirmationsParts) {
    this.#parts = parts
  }

  /** What the link is about; fails with `ip_confirmation_expired` once it is answered or too old. */
  async preview(token: string): Promise<ShownConfirmation> {
    const confirmation = await this.#find(token)
    const names = await this.#parts.keys.describe(confirmation.keyId)
    return { keyName: '', integration: '', workspaceName: '', ...names, ...confirmation }
  }

  /** Trusts the network for every key of the holder. */
  async confirm(token: string, answering: Answering): Promise<void> {
    const { store, grants, clock } = this.#parts
    const { id, ...found } = await this.#find(token)
    const stored = await store.forHolder(holderOf(found), async (work) => {
      const current = await this.#answer(work, id, 'confirmed')
      const { workspaceId, holderEmail, network, keyId, client } = current
      const trusted = { id: makeId(), workspaceId, holderEmail, network, keyId, client }
      await work.saveTrusted({ ...trusted, how: 'confirmed', trustedAt: clock(), revokedAt: null })
      await work.record(entryOf(current, 'trusted_ip.confirmed', answering))
      return work.spread(liveNetworks((await work.acquaintance()).trusted))
    })
    // It is confirmed, whatever Redis says: a relay that does not know it yet asks once more and is told.
    await grants.announce(stored).catch(() => undefined)
  }

  /** Nobody is asked about that network for the rest of the day. */
  async refuse(token: string, answering: Answering): Promise<void> {
    const { id, ...found } = await this.#find(token)
    await this.#parts.store.forHolder(holderOf(found), async (work) => {
      const current = await this.#answer(work, id, 'refused')
      await work.record(entryOf(current, 'trusted_ip.refused', answering))
    })
  }

  async #find(token: string): Promise<IpConfirmation> {
    const { id, secret } = splitLinkToken(token)
    const found = await this.#parts.store.findConfirmation(id)
    const isTheirs = found !== undefined && proves(secret, found.verifier)
    if (!isTheirs || !isOpen(found, this.#parts.clock())) throw fault('ip_confirmation_expired', 'no open link')
    return found
  }

  /** The confirmation, answered; of several answers at once the first one counts. */
  async #answer(work: HolderWork, id: string, state: 'confirmed' | 'refused'): Promise<IpConfirmation> {
    const current = await work.findConfirmation(id)
    if (current === undefined || !isOpen(current, this.#parts.clock())) {
      throw fault('ip_confirmation_expired', 'answered meanwhile')
    }
    await work.saveConfirmation({ ...current, state })
    return current
  }
}

const holderOf = ({ workspaceId, holderEmail }: Omit<IpConfirmation, 'id'>) => ({ workspaceId, email: holderEmail })

const proves = (secret: string, verifier: string): boolean => {
  const [shown, known] = [hash('sha256', secret, 'buffer'), Buffer.from(verifier, 'base64url')]
  return shown.length === known.length && timingSafeEqual(shown, known)
}

const entryOf = (
  { id, workspaceId, holderEmail, network, ip: blockedIp, keyId }: IpConfirmation,
  action: string,
  { ip, userAgent }: Answering,
): AdminEntry => ({
  workspaceId,
  // Whoever has the mail: nobody signs in for it.
  actor: { type: 'holder', id: holderEmail, label: holderEmail },
  action,
  subject: { type: 'trusted_ip', id, label: network },
  metadata: { holderEmail, network, blockedIp, keyId },
  ...(ip !== null && { ip }),
  ...(userAgent !== null && { userAgent }),
})
