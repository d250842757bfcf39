import type { AdmissionStore, HoldRef } from '../admit/index.js'

/** Signs of life in a hold's lifetime: three may be lost without harm. */
const SIGNS = 4

export interface OpenHold {
  readonly ref: HoldRef
  readonly sinceMs: number
}

/** Moves the deadlines of holds whose requests are still running, so that a model that thinks for an hour is not taken for dead. */
export const keepOpen = (
  store: AdmissionStore,
  holdTtlMs: number,
  holds: () => Iterable<OpenHold>,
  onTrouble: (message: string, error: unknown) => void,
): NodeJS.Timeout => {
  const everyMs = holdTtlMs / SIGNS
  const tick = (): void => {
    for (const { ref, sinceMs } of holds()) {
      if (Date.now() - sinceMs < everyMs) continue
      store.extend(ref, 0, [], holdTtlMs).catch((error: unknown) => onTrouble('a deadline was not moved', error))
    }
  }
  return setInterval(tick, everyMs).unref()
}
