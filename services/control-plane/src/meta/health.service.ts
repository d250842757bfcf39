import { fault, type Fault } from '@1relay/faults'

/** Asks one engine for a sign of life; rejects without one. */
export interface Probe {
  readonly name: string
  readonly ask: () => Promise<unknown>
}

const PATIENCE_MS = 1_000

/** Asks all engines. However many ask at once, each engine is asked once: a health check is no lever to load it. */
export class Health {
  readonly #probes: readonly Probe[]
  #asking: Promise<void> | undefined

  constructor(probes: readonly Probe[]) {
    this.#probes = probes
  }

  /** Resolves when every engine answered; rejects with `unavailable` when one did not, or not within a second. */
  check(): Promise<void> {
    this.#asking ??= this.#ask().finally(() => (this.#asking = undefined))
    return this.#asking
  }

  async #ask(): Promise<void> {
    await Promise.all(this.#probes.map(askInTime))
  }
}

const askInTime = async ({ name, ask }: Probe): Promise<void> => {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(unhealthy(name)), PATIENCE_MS)
  })
  try {
    await Promise.race([ask(), late])
  } catch (error) {
    throw unhealthy(name, error)
  } finally {
    clearTimeout(timer)
  }
}

const unhealthy = (name: string, cause?: unknown): Fault =>
  fault('unavailable', `${name} does not answer`, { cause, retryAfterMs: 1000 })
