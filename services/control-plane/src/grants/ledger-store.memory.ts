import type { Budget, LedgerTerms } from '@1relay/contracts'
import type { LedgerStore } from './ledger-store.port.js'

interface Entry {
  readonly terms: LedgerTerms
  readonly changedAt: Date
  projectedVersion: number
}

/** Ledgers in this process. */
export class MemoryLedgerStore implements LedgerStore {
  readonly #entries = new Map<string, Entry>()

  async find(ownerId: string): Promise<LedgerTerms> {
    return this.#entries.get(ownerId)?.terms ?? { version: 0, budgets: [] }
  }

  async replace(ownerId: string, budgets: readonly Budget[], now: Date): Promise<LedgerTerms> {
    const known = this.#entries.get(ownerId)
    const terms = { version: (known?.terms.version ?? 0) + 1, budgets: [...budgets] }
    this.#entries.set(ownerId, { terms, changedAt: now, projectedVersion: known?.projectedVersion ?? 0 })
    return terms
  }

  async overtake(ownerId: string, version: number, known: number, now: Date): Promise<boolean> {
    const { version: latest, budgets } = await this.find(ownerId)
    if (latest !== version) return true
    const terms = { version: Math.max(version, known) + 1, budgets }
    this.#entries.set(ownerId, { terms, changedAt: now, projectedVersion: 0 })
    return true
  }

  async markProjected(ownerId: string, version: number): Promise<void> {
    const entry = this.#entries.get(ownerId)
    if (entry !== undefined) entry.projectedVersion = Math.max(entry.projectedVersion, version)
  }

  async listUnprojected(limit: number, except: readonly string[] = []): Promise<string[]> {
    const waiting = [...this.#entries].filter(
      ([ownerId, { projectedVersion, terms }]) => projectedVersion < terms.version && !except.includes(ownerId),
    )
    waiting.sort(([, a], [, b]) => a.changedAt.getTime() - b.changedAt.getTime())
    return waiting.slice(0, limit).map(([ownerId]) => ownerId)
  }

  async forgetProjections(since: Date): Promise<void> {
    for (const entry of this.#entries.values()) if (entry.changedAt >= since) entry.projectedVersion = 0
  }
}
