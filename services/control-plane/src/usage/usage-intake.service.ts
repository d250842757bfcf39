import type { Logger } from '@1relay/log'
import type { UsageEvent } from '@1relay/contracts'
import { outsideAudit } from './audited-calls.js'
import { readEvent } from './read-event.js'
import type { OwnedEvent, Reject, UsageStore } from './usage-store.port.js'

export interface UsageIntakeParts {
  store: UsageStore
  /** To whom the usage of these grants belongs; ids without a grant are left out. */
  findOwners: (
    grantIds: readonly string[],
  ) => Promise<ReadonlyMap<string, Omit<OwnedEvent, 'event'> & { readonly ownerId: string }>>
  /** Tells whoever watches of new events. Nobody may wait for it, and nothing depends on it. */
  announce: (stored: readonly OwnedEvent[]) => Promise<void>
  /** Notes when each grant was used last. */
  markUsed: (uses: ReadonlyMap<string, Date>) => Promise<void>
  clock: () => Date
  logger: Logger
}

const DAY_MS = 86_400_000

/** Takes the events of a job. Rejects only when it makes sense to bring the same job again. */
export class UsageIntake {
  readonly #parts: UsageIntakeParts

  constructor(parts: UsageIntakeParts) {
    this.#parts = parts
  }

  /** Stores what can be stored and keeps the rest aside; answers how many events were new. */
  async take(job: unknown): Promise<number> {
    const { clock, store, markUsed } = this.#parts
    const events: UsageEvent[] = []
    for (const value of listOf(job)) {
      const read = readEvent(value, clock())
      if (read.ok) events.push(read.event)
      else await this.#keepAside({ reason: read.reason, payload: JSON.stringify(value) ?? 'undefined' })
    }
    if (events.length === 0) return 0
    const owned = await this.#own(events)
    const ids = new Set(await store.add(owned).catch((error: unknown) => this.#addOneByOne(owned, error)))
    await markUsed(lastUses(owned))
    this.#announce(owned.filter(({ event }) => ids.has(event.requestId)))
    return ids.size
  }

  /** Makes room for the coming month before its first event does. */
  async prepareAhead(): Promise<void> {
    const now = this.#parts.clock().getTime()
    await this.#parts.store.prepare([new Date(now), new Date(now + 32 * DAY_MS)])
  }

  async #own(events: readonly UsageEvent[]): Promise<OwnedEvent[]> {
    const owners = await this.#parts.findOwners([...new Set(events.map((event) => event.grantId))])
    return events.map((event) => {
      const { ownerId = null, appId = null, key } = owners.get(event.grantId) ?? {}
      return { event, ownerId, appId, ...(key && { key }) }
    })
  }

  #announce(stored: readonly OwnedEvent[]): void {
    const { announce, logger } = this.#parts
    // A job may bring an event twice.
    const once = new Map(stored.map((one) => [one.event.requestId, one]))
    announce([...once.values()]).catch((err: unknown) => logger.warn({ err }, 'new usage was not announced'))
  }

  // One event that the database cannot take must cost neither the others of its job nor the jobs behind it.
  async #addOneByOne(owned: readonly OwnedEvent[], error: unknown): Promise<string[]> {
    const { store } = this.#parts
    if (store.isWorthRetrying(error)) throw error
    const ids: string[] = []
    for (const one of owned) {
      try {
        ids.push(...(await store.add([one])))
      } catch (failure) {
        if (store.isWorthRetrying(failure)) throw failure
        await this.#keepAside({ reason: 'not storable', payload: JSON.stringify(outsideAudit(one)), owned: one })
      }
    }
    return ids
  }

  async #keepAside(reject: Reject): Promise<void> {
    await this.#parts.store.keepAside(reject, this.#parts.clock())
    this.#parts.logger.error({ reason: reject.reason }, 'a usage event could not be stored and was kept aside')
  }
}

// A job that is no list of events is one thing to keep aside.
const listOf = (job: unknown): readonly unknown[] => {
  const events = (job as { events?: unknown } | null | undefined)?.events
  return Array.isArray(events) ? (events as unknown[]) : [job]
}

const lastUses = (owned: readonly OwnedEvent[]): ReadonlyMap<string, Date> => {
  const uses = new Map<string, Date>()
  for (const { event, ownerId } of owned) {
    if (ownerId === null || event.decision !== 'allowed') continue
    const at = new Date(event.at)
    if ((uses.get(event.grantId) ?? at) <= at) uses.set(event.grantId, at)
  }
  return uses
}
