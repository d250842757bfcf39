import { USAGE_RECEIPTS_MAX, type UsageReceiptAnswer, type UsageReceiptQuery } from '@1relay/contracts'
import type { UsageReceipts } from './usage-log.port.js'

const TIMEOUT_MS = 10_000

type Asked = UsageReceiptQuery['events'][number]

/** Asks `POST /internal/usage/missing` of the control plane, with the secret that both services share. */
export class HttpUsageReceipts implements UsageReceipts {
  constructor(
    private readonly origin: string,
    private readonly internalSecret: string,
  ) {}

  async missing(events: readonly Asked[]): Promise<ReadonlySet<string>> {
    const missing = new Set<string>()
    for (let from = 0; from < events.length; from += USAGE_RECEIPTS_MAX) {
      for (const id of await this.ask(events.slice(from, from + USAGE_RECEIPTS_MAX))) missing.add(id)
    }
    return missing
  }

  private async ask(events: readonly Asked[]): Promise<readonly string[]> {
    const query: UsageReceiptQuery = { events: events.map(({ at, requestId }) => ({ at, requestId })) }
    const answer = await fetch(`${this.origin}/internal/usage/missing`, {
      method: 'POST',
      headers: { authorization: `Bearer ${this.internalSecret}`, 'content-type': 'application/json' },
      body: JSON.stringify(query),
      redirect: 'error',
      signal: AbortSignal.timeout(TIMEOUT_MS),
    })
    const text = await answer.text()
    if (answer.status !== 200) throw new Error(`the control plane answered ${answer.status}`)
    return (JSON.parse(text) as UsageReceiptAnswer).data.missing
  }
}
