import type { Logger } from '@1relay/log'
import type { ContactStore, RedisContact } from './contact-store.port.js'
import type { Grants } from './grants.service.js'

export interface ProjectionSyncParts {
  grants: Pick<Grants, 'syncProjections' | 'forgetProjections'>
  contacts: ContactStore
  /** Names the servers of Redis; rejects when one is away. */
  nameServers: () => Promise<string>
  clock: () => Date
  logger: Logger
}

const EVERY_MS = 2_000
const SAVE_EVERY_MS = 60_000
// More than a replica of Redis lags behind, or an append-only file loses, when a primary dies; and than a last contact is old when everything dies.
const LOSS_WINDOW_MS = 10 * 60_000

/**
 * Brings projections that Redis has missed: at start, every two seconds, and at once when Redis comes back. Redis that was away, or has
 * another server than before, may have lost its latest writes, a revocation among them: what changed since some time before the last contact is
 * written again, however long ago that is.
 */
export class ProjectionSync {
  readonly #parts: ProjectionSyncParts
  #timer: NodeJS.Timeout | undefined
  #running: Promise<void> | undefined
  #isRestoreDue = true
  #contact: RedisContact | undefined
  #saved: RedisContact | undefined

  constructor(parts: ProjectionSyncParts) {
    this.#parts = parts
  }

  start(): void {
    this.#timer ??= setInterval(() => void this.run(), EVERY_MS).unref()
    void this.run()
  }

  /** Redis is back, perhaps without its latest writes. */
  restore(): void {
    this.#isRestoreDue = true
    void this.run()
  }

  /** One pass; a second call while it runs waits for the same. Never rejects. */
  run(): Promise<void> {
    this.#running ??= this.#pass().finally(() => {
      this.#running = undefined
    })
    return this.#running
  }

  async stop(): Promise<void> {
    clearInterval(this.#timer)
    await this.#running
  }

  async #pass(): Promise<void> {
    const { grants, logger } = this.#parts
    const isRestore = this.#isRestoreDue
    this.#isRestoreDue = false
    // On a cluster one node may be away, which is no reason to keep what the others have missed.
    const [noticed, synced] = [await settled(this.#noticeLoss(isRestore)), await settled(grants.syncProjections())]
    if (noticed.status === 'rejected') this.#isRestoreDue ||= isRestore
    if (synced.status === 'fulfilled' && synced.value > 0)
      logger.info({ count: synced.value }, 'projections were brought up to date')
    for (const end of [noticed, synced])
      if (end.status === 'rejected') logger.warn({ err: end.reason as unknown }, 'projections have to wait')
  }

  async #noticeLoss(isRestore: boolean): Promise<void> {
    const { grants, contacts, nameServers, clock } = this.#parts
    // Before it is asked: what is written while it answers is not known to be there.
    const at = clock()
    const contact = { servers: await nameServers(), at }
    const last = this.#contact ?? (await contacts.find())
    if (isRestore || last?.servers !== contact.servers) {
      await grants.forgetProjections(new Date((last ?? contact).at.getTime() - LOSS_WINDOW_MS))
    }
    await this.#remember(contact)
  }

  async #remember(contact: RedisContact): Promise<void> {
    const isSaved =
      this.#saved?.servers === contact.servers && contact.at.getTime() - this.#saved.at.getTime() < SAVE_EVERY_MS
    if (!isSaved) {
      await this.#parts.contacts.save(contact)
      this.#saved = contact
    }
    this.#contact = contact
  }
}

const settled = async <T>(work: Promise<T>): Promise<PromiseSettledResult<T>> => {
  const [end] = await Promise.allSettled([work])
  return end
}
