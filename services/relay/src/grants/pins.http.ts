import type { PinOrder } from '@1relay/contracts'
import { fault } from '@1relay/faults'
import type { Pins } from './pins.port.js'

const TIMEOUT_MS = 5000

/** Asks `POST /internal/relay-users/pin` of the control plane, with the secret that both services share. */
export class HttpPins implements Pins {
  constructor(
    private readonly origin: string,
    private readonly internalSecret: string,
  ) {}

  async pin(order: PinOrder): Promise<boolean> {
    try {
      const answer = await fetch(`${this.origin}/internal/relay-users/pin`, {
        method: 'POST',
        headers: { authorization: `Bearer ${this.internalSecret}`, 'content-type': 'application/json' },
        body: JSON.stringify(order),
        redirect: 'error',
        signal: AbortSignal.timeout(TIMEOUT_MS),
      })
      await answer.body?.cancel()
      if (answer.status === 404) return false
      if (answer.status !== 200) throw new Error(`the control plane answered ${answer.status}`)
      return true
    } catch (cause) {
      throw fault('unavailable', 'the control plane did not pin a key', { cause, retryAfterMs: 1000 })
    }
  }
}
