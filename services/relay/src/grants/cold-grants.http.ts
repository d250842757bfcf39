import type { ColdGrantAnswer, GrantProjection } from '@1relay/contracts'
import { fault } from '@1relay/faults'
import type { ColdGrants } from './grant-store.port.js'

const TIMEOUT_MS = 5000

/** Asks `GET /internal/grants/:id` of the control plane, with the secret that both services share. */
export class HttpColdGrants implements ColdGrants {
  constructor(
    private readonly origin: string,
    private readonly internalSecret: string,
  ) {}

  async rebuild(grantId: string): Promise<GrantProjection | undefined> {
    try {
      const answer = await fetch(`${this.origin}/internal/grants/${grantId}`, {
        headers: { authorization: `Bearer ${this.internalSecret}` },
        redirect: 'error',
        signal: AbortSignal.timeout(TIMEOUT_MS),
      })
      const text = await answer.text()
      if (answer.status === 404) return undefined
      if (answer.status !== 200) throw new Error(`the control plane answered ${answer.status}`)
      return (JSON.parse(text) as ColdGrantAnswer).data.grant
    } catch (cause) {
      throw fault('limits_unavailable', 'the control plane could not rebuild a grant', { cause, retryAfterMs: 1000 })
    }
  }
}
