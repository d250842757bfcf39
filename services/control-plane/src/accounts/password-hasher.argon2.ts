import { hash, verify } from '@node-rs/argon2'
import { fault } from '@1relay/faults'
import type { PasswordHasher } from './password-hasher.port.js'

// OWASP's first choice for argon2id: 19 MiB, 2 passes, 1 lane. 2 is Argon2id in the library's const enum.
const COST = { algorithm: 2, memoryCost: 19_456, timeCost: 2, parallelism: 1 } as const

// Each takes 19 MiB and a thread of libuv's four, which DNS and files need as well.
const AT_ONCE = 2
const WAITING_MAX = 100

/** Argon2id, two at a time and at most a hundred waiting: a storm of logins is refused, not paid for in memory. */
export class Argon2PasswordHasher implements PasswordHasher {
  readonly #waitingMax: number
  #running = 0
  readonly #waiting: (() => void)[] = []
  // Made now, so that the first login with an unknown address takes no longer than the others.
  readonly #stranger = hash('nobody has this password', COST)

  constructor({ waitingMax = WAITING_MAX } = {}) {
    this.#waitingMax = waitingMax
  }

  hash(password: string): Promise<string> {
    return this.#inTurn(() => hash(password, COST))
  }

  async verify(stored: string | undefined, password: string): Promise<boolean> {
    if (stored !== undefined) return this.#inTurn(() => verify(stored, password))
    const stranger = await this.#stranger
    await this.#inTurn(() => verify(stranger, password))
    return false
  }

  async #inTurn<T>(work: () => Promise<T>): Promise<T> {
    if (this.#running >= AT_ONCE) {
      if (this.#waiting.length >= this.#waitingMax) {
        throw fault('unavailable', 'too many passwords are being checked', { retryAfterMs: 2000 })
      }
      await new Promise<void>((resolve) => this.#waiting.push(resolve))
    } else this.#running++
    try {
      return await work()
    } finally {
      const next = this.#waiting.shift()
      if (next) next()
      else this.#running--
    }
  }
}
