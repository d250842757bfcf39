import type { Growth, RunningHold } from './holds.service.js'

/** Signs of life in a hold's lifetime: three may be lost without harm. */
const SIGNS = 4

export interface KeepOpenOptions {
  readonly grow: (hold: RunningHold, addMicros: number) => Promise<Growth>
  readonly holdTtlMs: number
  readonly holds: () => Iterable<RunningHold>
  readonly onTrouble: (message: string, error: unknown) => void
}

export interface KeptOpen {
  /** Renews every hold now: what a flush has taken is back before others have its room. */
  renewAll(): void
  stop(): void
}

/** Moves the deadlines of holds whose requests are still running, so that a model that thinks for an hour is not taken for dead. */
export const keepOpen = ({ grow, holdTtlMs, holds, onTrouble }: KeepOpenOptions): KeptOpen => {
  const everyMs = holdTtlMs / SIGNS
  const renew = (isDue: (hold: RunningHold) => boolean): void => {
    for (const hold of holds()) {
      if (isDue(hold)) grow(hold, 0).catch((error: unknown) => onTrouble('a deadline was not moved', error))
    }
  }
  const timer = setInterval(() => renew(({ at }) => Date.now() - at >= everyMs), everyMs).unref()
  return { renewAll: () => renew(() => true), stop: () => clearInterval(timer) }
}
