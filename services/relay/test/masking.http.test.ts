import type { ServerResponse } from 'node:http'
import { exchange, Harness, serve, type Granted } from './harness.js'

const SECRET = 'sk-upstream-that-comes-back'
const MASKED = '*'.repeat(SECRET.length)

describe('an upstream that echoes the credential', () => {
  let harness: Harness
  let upstream: Awaited<ReturnType<typeof serve>>
  let granted: Granted
  let echo: (res: ServerResponse, credential: string) => void
  beforeAll(async () => {
    upstream = await serve((req, res) => {
      req.resume().on('end', () => echo(res, (req.headers.authorization ?? '').replace('Bearer ', '')))
    })
    harness = await Harness.start({ PROVIDER_ORIGINS: JSON.stringify({ openai: upstream.origin }) })
    granted = await harness.grant({ secrets: { openai: SECRET } })
  })
  afterAll(async () => {
    await harness.stop()
    await upstream.close()
  })
  const ask = () =>
    exchange(harness.origin, {
      path: '/v1/proxy/passthrough/openai/v1/models',
      headers: { authorization: `Bearer ${granted.token}` },
    })

  it('has it masked in an error that quotes it, at the same length', async () => {
    echo = (res, credential) => {
      const body = `{"error":"Incorrect API key provided: ${credential}."}`
      res.writeHead(401, { 'content-length': body.length }).end(body)
    }
    const answer = await ask()
    expect(answer.status).toBe(401)
    expect(answer.body.toString()).toBe(`{"error":"Incorrect API key provided: ${MASKED}."}`)
  })

  it('has it masked in headers', async () => {
    echo = (res, credential) => res.writeHead(200, { 'x-debug': `key=${credential}` }).end('fine')
    const { rawHeaders } = await ask()
    expect(rawHeaders[rawHeaders.indexOf('x-debug') + 1]).toBe(`key=${MASKED}`)
  })

  it('has it masked in a body that arrives byte by byte', async () => {
    echo = (res, credential) => {
      const bytes = [...`a ${credential} b ${credential.slice(0, 5)}`]
      const next = (): void => {
        const byte = bytes.shift()
        if (byte === undefined) res.end()
        else res.write(byte, () => setImmediate(next))
      }
      next()
    }
    expect((await ask()).body.toString()).toBe(`a ${MASKED} b ${SECRET.slice(0, 5)}`)
  })
})
