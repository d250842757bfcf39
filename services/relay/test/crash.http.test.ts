import { randomUUID } from 'node:crypto'
import { request } from 'node:http'
import { join } from 'node:path'
import { eventually, Harness, INTERNAL_SECRET, serve } from './harness.js'

const PATH = '/v1/proxy/passthrough/openai/v1/chat/completions'

/** A relay that dies in the middle of its work must not spell out what it knew. */
describe('the last words of a relay', () => {
  let upstream: Awaited<ReturnType<typeof serve>>
  let harness: Harness
  let secrets: string[]
  let arrived: boolean
  beforeAll(async () => {
    upstream = await serve((req, res) => {
      req.resume().on('end', () => {
        res.writeHead(200, { 'content-type': 'text/event-stream', 'x-answer': 'canary-answer' }).write('data: 1\n\n')
        arrived = true
      })
    })
  })
  afterAll(() => upstream.close())
  afterEach(() => harness.stop())

  /** A relay with a stream open, and everything that must not come out. */
  const start = async (flags: string[] = []): Promise<{ token: string; secret: string }> => {
    arrived = false
    const env = { PROVIDER_ORIGINS: JSON.stringify({ openai: upstream.origin }), LOG_LEVEL: 'trace' }
    harness = await Harness.startProcess(env, flags)
    const [secret, prompt, cookie] = [`sk-canary-${randomUUID()}`, `prompt-${randomUUID()}`, `cookie-${randomUUID()}`]
    const { token } = await harness.grant({ secrets: { openai: secret } })
    secrets = [secret, prompt, cookie, ...token.split('_').slice(3, 5), INTERNAL_SECRET]
    const headers = { authorization: `Bearer ${token}`, cookie, 'x-private': prompt }
    const req = request(harness.origin, { path: PATH, method: 'POST', headers, agent: false }, (res) => {
      res.resume().on('error', () => undefined)
    })
    req.on('error', () => undefined).end(JSON.stringify({ model: 'gpt-4o', prompt }))
    await eventually(() => (arrived ? true : undefined))
    return { token, secret }
  }
  const found = (text: string): string[] => secrets.filter((secret) => text.includes(secret))

  it('say what happened, and nothing of what hung on the error', async () => {
    const { token, secret } = await start()
    const headers = { authorization: `Bearer ${token}`, 'x-api-key': secret }
    harness.process.crash(`boom with Bearer ${token} and ${secret}`, { headers, request: { rawHeaders: [secret] } })
    await harness.process.ended()
    expect(harness.process.child.exitCode).toBe(1)
    expect(harness.process.output).toMatch(/"level":"fatal".*boom/)
    expect(found(harness.process.output)).toEqual([])
  })

  it('say nothing in a diagnostic report, with the environment left out', async () => {
    await start()
    const report = await harness.process.report(join(harness.dataDir, 'report.json'))
    expect(report).toContain('javascriptStack')
    expect(found(report)).toEqual([])
    expect(report).not.toContain('REDIS_URL')
  })

  it('say nothing when it is aborted', async () => {
    await start(['--report-on-fatalerror'])
    harness.process.child.kill('SIGABRT')
    await harness.process.ended()
    expect(found(harness.process.output)).toEqual([])
  })
})
