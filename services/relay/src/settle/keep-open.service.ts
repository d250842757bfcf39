import type { Growth, RunningHold } from './holds.service.js'

/** Signs of life in a hold's lifetime: three may be lost without harm. */
const SIGNS = 4

export interface KeepOpenOptions {
  readonly grow: (hold: RunningHold, addMicros: number) => Promise<Growth>
  readonly holdTtlMs: number
  readonly holds: () => Iterable<RunningHold>
  readonly onTrouble: (message: string, error: unknown) => void
}

/** Moves the deadlines of holds whose requests are still running, so that a model that thinks for an hour is not taken for dead. */
export const keepOpen = ({ grow, holdTtlMs, holds, onTrouble }: KeepOpenOptions): NodeJS.Timeout => {
  const everyMs = holdTtlMs / SIGNS
  const tick = (): void => {
    for (const hold of holds()) {
      if (Date.now() - hold.at < everyMs) continue
      grow(hold, 0).catch((error: unknown) => onTrouble('a deadline was not moved', error))
    }
  }
  return setInterval(tick, everyMs).unref()
}
