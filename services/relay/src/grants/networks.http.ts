import type { NetworkAnswer, NetworkQuestion } from '@1relay/contracts'
import { fault } from '@1relay/faults'
import type { Networks, NetworkWord } from './networks.port.js'

const TIMEOUT_MS = 5000
const WORDS: ReadonlySet<unknown> = new Set<NetworkWord>(['trusted', 'pending', 'refused'])

/** Asks `POST /internal/networks` of the control plane, with the secret that both services share. */
export class HttpNetworks implements Networks {
  constructor(
    private readonly origin: string,
    private readonly internalSecret: string,
  ) {}

  async ask(question: NetworkQuestion): Promise<NetworkWord> {
    try {
      const answer = await fetch(`${this.origin}/internal/networks`, {
        method: 'POST',
        headers: { authorization: `Bearer ${this.internalSecret}`, 'content-type': 'application/json' },
        body: JSON.stringify(question),
        redirect: 'error',
        signal: AbortSignal.timeout(TIMEOUT_MS),
      })
      const text = await answer.text()
      if (answer.status !== 200) throw new Error(`the control plane answered ${answer.status}`)
      const { verdict } = (JSON.parse(text) as NetworkAnswer).data
      if (!WORDS.has(verdict)) throw new Error('the control plane gave a verdict that does not exist')
      return verdict
    } catch (cause) {
      throw fault('limits_unavailable', 'the control plane did not say whether a network is trusted', {
        cause,
        retryAfterMs: 1000,
      })
    }
  }
}
