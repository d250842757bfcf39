import type { AdmissionStore, HoldRef } from '../admit/index.js'

/** How long a hold lasts without a sign of life: what a crashed relay's requests block budget and concurrency for. */
export const HOLD_TTL_MS = 15 * 60_000
/** How often open requests give that sign. */
export const KEEP_OPEN_EVERY_MS = 5 * 60_000

export interface OpenHold {
  readonly ref: HoldRef
  readonly sinceMs: number
}

/** Moves the deadlines of holds whose requests are still running, so that a model that thinks for an hour is not taken for dead. */
export const keepOpen = (
  store: AdmissionStore,
  holds: () => Iterable<OpenHold>,
  onTrouble: (message: string, error: unknown) => void,
): NodeJS.Timeout =>
  setInterval(() => {
    for (const { ref, sinceMs } of holds()) {
      if (Date.now() - sinceMs < KEEP_OPEN_EVERY_MS) continue
      store.extend(ref, 0, [], HOLD_TTL_MS).catch((error: unknown) => onTrouble('a deadline was not moved', error))
    }
  }, KEEP_OPEN_EVERY_MS).unref()
