import type { NetworkAnswer, NetworkQuestion } from '@1relay/contracts'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { exchange, Harness, INTERNAL_SECRET, serve, type Exchange } from '../harness.js'
import { makeTestRelayKey, protect, type Protected, type ProtectedSpec, type TestRelayKey } from '../protected-keys.js'

export const API = 'https://api.example.com'
export const SECRET = 'upstream-secret-of-protected-tests'

type Answer = (req: IncomingMessage, res: ServerResponse) => void
type Word = NetworkAnswer['data']['verdict']

/** A relay before a plain API (and catalogued providers) that notes what reaches it, and a control plane that is asked about networks. */
export class Guarded {
  readonly received: IncomingMessage[] = []
  readonly questions: NetworkQuestion[] = []
  answer!: Answer
  /** What the control plane says of a network; undefined: it fails. */
  word: (question: NetworkQuestion) => Word | undefined | Promise<Word> = () => 'pending'
  harness!: Harness
  key!: TestRelayKey
  upstream!: Awaited<ReturnType<typeof serve>>

  static async start(env: Readonly<Record<string, string>> = {}): Promise<Guarded> {
    const guarded = new Guarded()
    guarded.reset()
    guarded.upstream = await serve((req, res) => {
      guarded.received.push(req)
      guarded.answer(req, res)
    })
    const { origin } = guarded.upstream
    guarded.key = await makeTestRelayKey()
    guarded.harness = await Harness.start({
      RELAY_PRIVATE_KEYS: guarded.key.text,
      PROVIDER_ORIGINS: JSON.stringify({ [API]: origin, openai: origin, google: origin }),
      ...env,
    })
    guarded.harness.controlPlane = (req, res) => void guarded.answerAsControlPlane(req, res)
    return guarded
  }

  reset(): void {
    this.received.length = this.questions.length = 0
    this.word = () => 'pending'
    this.answer = (req, res) => void req.resume().on('end', () => res.end('fine'))
  }

  /** A disposable key on a plain API that takes a bearer. */
  protect(grant: ProtectedSpec['grant'] = {}, spec: Partial<ProtectedSpec> = {}): Promise<Protected> {
    return protect(this.harness, {
      key: this.key,
      upstream: API,
      auth: { kind: 'bearer' },
      secret: SECRET,
      grant,
      ...spec,
    })
  }

  /** A request that is sent as it stands, from an address of this machine. */
  send(
    one: Protected,
    path: string,
    { from, method = 'GET', headers = {}, body }: SendOptions = {},
  ): Promise<Exchange> {
    return exchange(this.harness.origin, {
      path: `/${one.connectionId}${path}`,
      method,
      headers: { authorization: `Bearer ${one.token}`, ...headers },
      ...(from !== undefined && { localAddress: from }),
      ...(body !== undefined && { body }),
    })
  }

  /** Replaces a grant with its next version, as the control plane does. */
  async change(one: Protected, change: Partial<Protected['grant']>): Promise<Protected> {
    const grant = { ...one.grant, ...change, version: one.grant.version + 1 }
    await this.harness.project(grant)
    return { ...one, grant }
  }

  async stop(): Promise<void> {
    await this.harness.stop()
    await this.upstream.close()
  }

  private async answerAsControlPlane(req: IncomingMessage, res: ServerResponse): Promise<void> {
    if (req.url !== '/internal/networks' || req.method !== 'POST') return void res.writeHead(404).end()
    if (req.headers.authorization !== `Bearer ${INTERNAL_SECRET}`) return void res.writeHead(401).end()
    let text = ''
    for await (const chunk of req.setEncoding('utf8')) text += String(chunk)
    const question = JSON.parse(text) as NetworkQuestion
    this.questions.push(question)
    const verdict = await this.word(question)
    if (verdict === undefined) return void res.writeHead(500).end()
    res.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify({ success: true, data: { verdict } }))
  }
}

interface SendOptions {
  readonly from?: string
  readonly method?: string
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: string
}

/** Status and code of an answer of ours. */
export const said = ({ status, body }: Exchange): [number, string | undefined] => {
  const text = body.toString()
  return [status, text.startsWith('{') ? (JSON.parse(text) as { error?: { code?: string } }).error?.code : undefined]
}
