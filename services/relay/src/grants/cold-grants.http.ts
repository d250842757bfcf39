import type { ColdGrantAnswer, GrantProjection } from '@1relay/contracts'
import { fault } from '@1relay/faults'
import { request, type Dispatcher } from 'undici'
import type { ColdGrants } from './grant-store.port.js'

const TIMEOUT_MS = 5000

/** Asks `GET /internal/grants/:id` of the control plane, with the secret that both services share. */
export class HttpColdGrants implements ColdGrants {
  constructor(
    private readonly origin: string,
    private readonly internalSecret: string,
    private readonly dispatcher: Dispatcher,
  ) {}

  async rebuild(grantId: string): Promise<GrantProjection | undefined> {
    try {
      const { statusCode, body } = await request(`${this.origin}/internal/grants/${grantId}`, {
        dispatcher: this.dispatcher,
        headers: { authorization: `Bearer ${this.internalSecret}` },
        headersTimeout: TIMEOUT_MS,
        bodyTimeout: TIMEOUT_MS,
      })
      const text = await body.text()
      if (statusCode === 404) return undefined
      if (statusCode !== 200) throw new Error(`the control plane answered ${statusCode}`)
      return (JSON.parse(text) as ColdGrantAnswer).data.grant
    } catch (cause) {
      throw fault('limits_unavailable', 'the control plane could not rebuild a grant', { cause, retryAfterMs: 1000 })
    }
  }
}
