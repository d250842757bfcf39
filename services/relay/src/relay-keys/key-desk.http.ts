import type {
  RelayKeyAnnouncement,
  RelaySealedCredential,
  ResealQuery,
  ResealResult,
  ResealWork,
} from '@1relay/contracts'
import type { KeyDesk } from './key-desk.port.js'

const TIMEOUT_MS = 10_000

/** The internal endpoints of the control plane for relay keys, with the secret that both services share. */
export class HttpKeyDesk implements KeyDesk {
  constructor(
    private readonly origin: string,
    private readonly internalSecret: string,
  ) {}

  async announce(announcement: RelayKeyAnnouncement): Promise<void> {
    await this.ask('PUT', '/internal/relay-keys', announcement)
  }

  async waiting(query: ResealQuery): Promise<readonly RelaySealedCredential[]> {
    const text = await this.ask('POST', '/internal/reseal/next', query)
    return (JSON.parse(text) as ResealWork).data.credentials
  }

  async replace(result: ResealResult): Promise<void> {
    await this.ask('POST', '/internal/reseal/done', result)
  }

  private async ask(method: 'PUT' | 'POST', path: string, body: unknown): Promise<string> {
    const answer = await fetch(`${this.origin}${path}`, {
      method,
      headers: { authorization: `Bearer ${this.internalSecret}`, 'content-type': 'application/json' },
      body: JSON.stringify(body),
      redirect: 'error',
      signal: AbortSignal.timeout(TIMEOUT_MS),
    })
    const text = await answer.text()
    if (!answer.ok) throw new Error(`the control plane answered ${answer.status}`)
    return text
  }
}
