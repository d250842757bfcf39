import { Harness, serve } from '../harness.js'

export const CHAT = { model: 'gpt-4o', messages: [{ role: 'user', content: 'hello' }], max_tokens: 10 }
export const OPENAI = '/v1/proxy/passthrough/openai/v1/chat/completions'

/** A relay before an upstream that counts what reaches it. */
export class Refusals {
  harness!: Harness
  upstream!: Awaited<ReturnType<typeof serve>>
  reached = 0

  static async start(): Promise<Refusals> {
    const refusals = new Refusals()
    refusals.upstream = await serve((req, res) => {
      refusals.reached++
      req.resume().on('end', () => res.writeHead(200, { 'content-type': 'application/json' }).end('{"ok":true}'))
    })
    const { origin } = refusals.upstream
    const origins = { openai: origin, google: origin, anthropic: origin }
    refusals.harness = await Harness.start({ PROVIDER_ORIGINS: JSON.stringify(origins) })
    return refusals
  }

  /** The answer is a refusal of ours, and the upstream has not been reached. */
  async expect(answer: Response, status: number, code: string): Promise<void> {
    const body = (await answer.json()) as { success: boolean; error: { code: string; requestId: string } }
    expect([answer.status, body.success, body.error.code]).toEqual([status, false, code])
    expect(body.error.requestId).toBe(answer.headers.get('x-1relay-request-id'))
    expect(this.reached).toBe(0)
  }

  async stop(): Promise<void> {
    await this.harness.stop()
    await this.upstream.close()
  }
}
