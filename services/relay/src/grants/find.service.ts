import type { GrantProjection } from '@1relay/contracts'
import { LRUCache } from 'lru-cache'
import type { ColdGate } from './cold-gate.js'
import type { ColdGrants, GrantStore } from './grant-store.port.js'

export interface FindOptions {
  readonly store: GrantStore
  readonly cold: ColdGrants
  /** What is not in the store is asked for through it. A grant that was there needs none to be rebuilt: its token has proved itself. */
  readonly gate: ColdGate
  /** How many grants are kept in memory. */
  readonly cacheMax: number
  /** How long a grant is served from memory at most. Safe at any length: admission checks the version. */
  readonly cacheTtlMs: number
  /** How long "there is no such grant" is believed, so that guessed ids do not reach the control plane each time. */
  readonly unknownTtlMs: number
}

// With lru-cache's own grain of 1 ms, lookups start a timer every millisecond.
const TTL_GRAIN_MS = 100
const UNKNOWN = Symbol('unknown grant')

/**
 * Finds grants: memory, then Redis, then the control plane. A cached copy may be old; the admission script notices, and `refresh`
 * and `rebuild` are how the pipeline answers that.
 */
export class FindGrant {
  private readonly cache: LRUCache<string, GrantProjection | typeof UNKNOWN>
  private readonly pending = new Map<string, Promise<GrantProjection | undefined>>()
  private readonly next = new Map<string, Promise<GrantProjection | undefined>>()

  /** Told of every grant whose state has to be written anew. */
  onRebuild: ((grantId: string) => void) | undefined

  constructor(private readonly options: FindOptions) {
    this.cache = new LRUCache({ max: options.cacheMax, ttl: options.cacheTtlMs, ttlResolution: TTL_GRAIN_MS })
  }

  /** The grant, from the nearest place that knows it. */
  find(grantId: string): GrantProjection | undefined | Promise<GrantProjection | undefined> {
    const cached = this.cache.get(grantId)
    if (cached === undefined) return this.load(grantId)
    return cached === UNKNOWN ? undefined : cached
  }

  /** The grant as the store has it from now on; the control plane is asked if the store has none. */
  refresh(grantId: string): Promise<GrantProjection | undefined> {
    return this.afresh(`read ${grantId}`, () => this.load(grantId))
  }

  /** The grant after the control plane wrote projection and state anew. */
  rebuild(grantId: string): Promise<GrantProjection | undefined> {
    this.onRebuild?.(grantId)
    const key = `rebuild ${grantId}`
    return this.afresh(key, () => this.once(key, grantId, () => this.options.cold.rebuild(grantId)))
  }

  /** Forgets one grant, or all of them. */
  drop(grantId?: string): void {
    if (grantId === undefined) this.cache.clear()
    else this.cache.delete(grantId)
  }

  /** What began before knows less than whoever asks now, or wrote what is lost since: all who wait for it share the next one. */
  private afresh(key: string, load: () => Promise<GrantProjection | undefined>): Promise<GrantProjection | undefined> {
    const running = this.pending.get(key)
    if (running === undefined) return load()
    const begin = () => {
      this.next.delete(key)
      return load()
    }
    const next = this.next.get(key) ?? running.then(begin, begin)
    this.next.set(key, next)
    return next
  }

  private load(grantId: string): Promise<GrantProjection | undefined> {
    const { store, cold, gate } = this.options
    return this.once(`read ${grantId}`, grantId, async () => {
      return (await store.find(grantId)) ?? (await gate.ask(() => cold.rebuild(grantId)))
    })
  }

  // A burst of calls on one cold grant is one question, not a stampede on the control plane.
  private once(
    key: string,
    grantId: string,
    load: () => Promise<GrantProjection | undefined>,
  ): Promise<GrantProjection | undefined> {
    const running = this.pending.get(key)
    if (running !== undefined) return running
    const loading = load()
      .then((grant) => {
        if (grant === undefined) this.cache.set(grantId, UNKNOWN, { ttl: this.options.unknownTtlMs })
        else this.cache.set(grantId, grant)
        return grant
      })
      .finally(() => this.pending.delete(key))
    this.pending.set(key, loading)
    return loading
  }
}
