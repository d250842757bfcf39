import { createLogger } from '@1relay/log'
import { makeHalf } from '@1relay/vault'
import { randomUUID } from 'node:crypto'
import { Harness, month, serve } from './harness.js'

const PATH = '/v1/proxy/passthrough/openai/v1/chat/completions'

describe('secrets', () => {
  it('are in no log line, answer, metric, usage event or Redis value, whatever fails', async () => {
    const lines: string[] = []
    const upstream = await serve((req, res) => {
      req.resume().on('end', () => {
        if (req.url?.includes('dies') === true) return void res.destroy()
        res.writeHead(500, { 'content-type': 'application/json' }).end('{}')
      })
    })
    const logger = createLogger({ name: 'canary', level: 'trace', destination: { write: (line) => lines.push(line) } })
    const env = { PROVIDER_ORIGINS: JSON.stringify({ openai: upstream.origin, groq: 'http://127.0.0.1:1' }) }
    const harness = await Harness.start(env, logger)
    const [secret, prompt] = [`sk-canary-${randomUUID()}`, `prompt-${randomUUID()}`]
    const granted = await harness.grant({ secrets: { openai: secret, groq: secret }, budgets: month(1e9) })
    const [, , id, auth, seal] = granted.token.split('_') as [string, string, string, string, string]
    const wrong = { ...granted, token: granted.token.replace(seal, makeHalf()) }
    const body = { model: 'gpt-4o', max_tokens: 5, messages: [{ role: 'user', content: prompt }] }
    const answers = [
      await harness.post(granted, PATH, body),
      await harness.post(granted, `${PATH}/dies`, body),
      await harness.post(granted, PATH.replace('openai', 'groq'), body),
      await harness.post(granted, `${PATH}?key=${prompt}`, body),
      await harness.post(granted, `${PATH}/%2e%2e%2f`, body),
      await harness.post(wrong, PATH, body),
      await harness.post(granted, PATH, prompt),
    ]
    const seen = [JSON.stringify(await harness.events(granted, 5))]
    for (const answer of answers) seen.push(await answer.text(), JSON.stringify([...answer.headers]))
    seen.push((await harness.relay.metrics.expose()).text, ...lines)
    for (const key of await harness.redis.keys(`*${id}*`)) {
      const isText = (await harness.redis.type(key)) === 'string'
      seen.push(isText ? ((await harness.redis.get(key)) ?? '') : JSON.stringify(await harness.redis.hgetall(key)))
    }
    expect(lines.length).toBeGreaterThan(0)
    for (const canary of [secret, prompt, auth, seal]) expect(seen.join('\n')).not.toContain(canary)
    await harness.stop()
    await upstream.close()
  })
})
