import { formatToken, makeHalf } from '@1relay/vault'
import type { Redis } from 'ioredis'
import { randomUUID } from 'node:crypto'
import { readdir, readFile } from 'node:fs/promises'
import { request, type IncomingMessage, type ServerResponse } from 'node:http'
import { connect } from 'node:net'
import { join } from 'node:path'
import { WebSocket } from 'ws'
import { cuttableRedis } from './cuttable-redis.js'
import { Harness, INTERNAL_SECRET, month, serve, type Granted, type GrantSpec } from './harness.js'
import { freePort } from './process/relay-process.js'

const BASE = '/v1/proxy/passthrough/openai/v1'
const CHAT = `${BASE}/chat/completions`

/** An upstream that fails as its path says, and quotes the credential where it can. */
const upstreamOf = (req: IncomingMessage, res: ServerResponse): void => {
  const credential = req.headers.authorization ?? ''
  req.on('error', () => undefined)
  req.resume().on('end', () => {
    switch ((req.url ?? '').split(/[/?]/).at(3)) {
      case 'hangs-up':
        return void res.destroy()
      case 'garbage':
        return void req.socket.end(`${credential}\r\n\r\n`)
      case 'dies':
        return void res.writeHead(200, { 'content-length': '999' }).write(credential, () => res.destroy())
      case 'quotes':
        return void res.writeHead(401, `No ${credential}`, { 'x-debug': credential }).end(`{"error":"${credential}"}`)
      case 'stream':
        return void res.writeHead(200, { 'content-type': 'text/event-stream' }).write(`data: "${credential}"\n\n`)
      default:
        res.writeHead(500, { 'content-type': 'application/json' }).end(`{"model":"m","error":"${credential}"}`)
    }
  })
}

/** Every value of a Redis database, whatever its type. */
const dump = async (redis: Redis): Promise<string> => {
  const values = await Promise.all(
    (await redis.keys('*')).map(async (key) => {
      switch (await redis.type(key)) {
        case 'string':
          return [key, await redis.get(key)]
        case 'hash':
          return [key, await redis.hgetall(key)]
        case 'list':
          return [key, await redis.lrange(key, 0, -1)]
        case 'set':
          return [key, await redis.smembers(key)]
        case 'zset':
          return [key, await redis.zrange(key, '0', '-1')]
        case 'stream':
          return [key, await redis.xrange(key, '-', '+')]
        default:
          return [key]
      }
    }),
  )
  return JSON.stringify(values)
}

const filesIn = async (folder: string): Promise<string> => {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true })
  const files = entries.filter((entry) => entry.isFile())
  return (await Promise.all(files.map(({ parentPath, name }) => readFile(join(parentPath, name), 'latin1')))).join('\n')
}

describe('secrets', () => {
  let upstream: Awaited<ReturnType<typeof serve>>
  let harness: Harness
  let redis: Awaited<ReturnType<typeof cuttableRedis>>
  let metricsPort: number
  const canaries = new Map<string, string>()
  const answers: string[] = []
  beforeAll(async () => {
    upstream = await serve(upstreamOf)
    upstream.server.on('upgrade', (req, socket) => socket.end(`HTTP/1.1 403 ${req.headers.authorization}\r\n\r\n`))
    redis = await cuttableRedis()
    metricsPort = await freePort()
    harness = await Harness.startProcess({
      PROVIDER_ORIGINS: JSON.stringify({ openai: upstream.origin, groq: 'http://127.0.0.1:1' }),
      REDIS_URL: redis.url,
      METRICS_PORT: String(metricsPort),
      LOG_LEVEL: 'trace',
      PUBLIC_FALLTHROUGH: 'true',
      INSPECTED_BODY_MAX_BYTES: '4096',
    })
    harness.controlPlane = (req, res) => {
      if (req.url === '/healthz') return void res.end('{}')
      res.destroy()
    }
  })
  afterAll(async () => {
    await harness.stop()
    await upstream.close()
    redis.close()
  })

  const canary = (what: string): string => {
    const text = `canary-${randomUUID()}`
    canaries.set(text, what)
    return text
  }
  const grant = async (what: string, spec: GrantSpec = {}): Promise<Granted> => {
    const secret = canary(`credential of ${what}`)
    const granted = await harness.grant({ secrets: { openai: secret, groq: secret }, ...spec })
    const [, , , auth = '', seal = ''] = granted.token.split('_')
    canaries.set(auth, `auth half of ${what}`).set(seal, `seal half of ${what}`)
    return granted
  }
  /** One call with a secret in every place of it; what comes back is kept. */
  const call = async (what: string, { token }: { token: string }, path: string, body?: string): Promise<void> => {
    const headers = {
      authorization: `Bearer ${token}`,
      'content-type': 'application/json',
      cookie: `session=${canary(`cookie of ${what}`)}`,
      'x-private': canary(`header of ${what}`),
      'x-forwarded-for': canary(`claimed address of ${what}`),
    }
    const prompt = canary(`body of ${what}`)
    const url = `${harness.origin}${path}${path.includes('?') ? '&' : '?'}q=${canary(`query of ${what}`)}`
    const json = JSON.stringify({ model: 'gpt-4o', max_tokens: 5, messages: [{ role: 'user', content: prompt }] })
    const answer = await fetch(url, { method: 'POST', headers, body: body ?? json }).catch(() => undefined)
    if (answer === undefined) return
    answers.push(`${answer.status} ${JSON.stringify([...answer.headers])} ${await answer.text().catch(() => '')}`)
  }
  const raw = (bytes: string): Promise<void> =>
    new Promise((resolve) => {
      const socket = connect(Number(new URL(harness.origin).port), '127.0.0.1')
      socket.on('data', (chunk: Buffer) => answers.push(chunk.toString())).on('error', () => undefined)
      socket.on('close', () => resolve()).end(bytes)
    })
  const socket = async (what: string, init: (token: string) => WebSocket): Promise<void> => {
    const opened = init((await grant(what)).token)
    opened.on('error', () => undefined)
    await new Promise((resolve) => opened.on('close', resolve))
  }

  /** Each entry is a way to fail, or a part of the relay that handles what is secret. */
  const failures: Readonly<Record<string, () => Promise<void>>> = {
    'an error of the upstream': async () => call('500', await grant('500'), CHAT),
    'an upstream that hangs up': async () => call('hang-up', await grant('hang-up'), `${BASE}/x/hangs-up`),
    'an upstream that speaks no HTTP': async () => call('garbage', await grant('garbage'), `${BASE}/x/garbage`),
    'an upstream that dies': async () => call('death', await grant('death'), `${BASE}/x/dies`),
    'an upstream that quotes the credential': async () => call('quote', await grant('quote'), `${BASE}/x/quotes`),
    'an upstream that is not there': async () => call('dial', await grant('dial'), CHAT.replace('openai', 'groq')),
    'an upstream that is not public': async () => {
      const secrets = { 'https://localhost.example.localhost': canary('custom credential') }
      await call('guard', await harness.grant({ secrets }), '/v1/proxy/passthrough/openai-compatible/v1/models')
    },
    'a credential that no header can carry': async () =>
      call('header', await grant('header', { secrets: { openai: `${canary('broken credential')}\n` } }), CHAT),
    'a wrong seal half': async () => {
      const { token } = await grant('seal')
      const seal = makeHalf()
      canaries.set(seal, 'wrong seal half')
      const [, , id = '', auth = ''] = token.split('_')
      await call('seal', { token: formatToken({ prefix: '1r_at', id, auth, seal }) }, CHAT)
    },
    'a token with a typo': async () => call('typo', { token: `${(await grant('typo')).token}x` }, CHAT),
    'a token in the query': async () => call('url', { token: 'x' }, `${CHAT}?key=${(await grant('url')).token}`),
    'no budget': async () => call('budget', await grant('budget', { budgets: month(1) }), CHAT),
    'a budget': async () => call('money', await grant('money', { budgets: month(1e9) }), CHAT),
    'a denied parameter': async () =>
      call('query', await grant('query', { scope: { deniedQueryParameters: ['q'] } }), CHAT),
    'a denied model': async () => call('model', await grant('model', { scope: { models: ['o1'] } }), CHAT),
    'a denied path': async () => call('path', await grant('path'), `${BASE}/%2e%2e%2f${canary('path')}`),
    'no JSON': async () => {
      const broken = `{"model":"${canary('broken body')}`
      await call('json', await grant('json', { budgets: month(1e9) }), CHAT, broken)
    },
    'too large a body': async () => {
      const large = JSON.stringify({ model: 'gpt-4o', text: canary('large body').repeat(200) })
      await call('large', await grant('large', { budgets: month(1e9) }), CHAT, large)
    },
    'a rate limit': async () => {
      const limited = await grant('rate', { limits: { requestsPerMinute: 1 } })
      await call('rate', limited, CHAT)
      await call('rate again', limited, CHAT)
    },
    'a smuggled request': async () => {
      const { token } = await grant('smuggling')
      const head = `POST ${CHAT} HTTP/1.1\r\nhost: r\r\nauthorization: Bearer ${token}\r\nx-a: ${canary('smuggled header')}\r\n`
      await raw(`${head}content-length: 5\r\ntransfer-encoding: chunked\r\n\r\n${canary('smuggled body')}`)
      await raw(`${head}host: ${canary('host')}\r\n\r\n`)
    },
    'too large a head': async () => {
      const { token } = await grant('head')
      await raw(`GET ${CHAT} HTTP/1.1\r\nhost: r\r\nauthorization: Bearer ${token}\r\nx: ${'x'.repeat(50_000)}\r\n\r\n`)
    },
    'a caller that leaves': async () => {
      const { token } = await grant('leaving')
      await new Promise<void>((resolve) => {
        const options = {
          path: `${BASE}/x/stream`,
          headers: { authorization: `Bearer ${token}` },
          agent: false as const,
        }
        const req = request(harness.origin, options, (res) =>
          res.once('data', () => req.destroy()).on('error', () => 0),
        )
        req.on('error', () => undefined).on('close', () => resolve())
        req.end()
      })
    },
    'a refused socket': () =>
      socket('socket', (token) => {
        const headers = { authorization: `Bearer ${token}` }
        return new WebSocket(`${harness.origin.replace('http', 'ws')}${BASE}/realtime`, { headers })
      }),
    'a socket with its token in a subprotocol': () =>
      socket('subprotocol', (token) => {
        const url = `${harness.origin.replace('http', 'ws')}${BASE}/realtime`
        return new WebSocket(url, ['realtime', `openai-insecure-api-key.${token}`])
      }),
    'a control plane that dies': async () => call('fallthrough', { token: canary('session') }, '/v1/keys'),
  }

  it.each(Object.entries(failures))('survive %s', async (_, fail) => {
    const before = canaries.size
    await fail()
    expect(canaries.size).toBeGreaterThan(before)
  })

  it('are in no log line, answer, metric, usage event, file or Redis value', async () => {
    const last = await grant('lost Redis', { budgets: month(1e9) })
    redis.cut()
    await call('lost Redis', last, CHAT)
    const files = await filesIn(harness.dataDir)
    redis.mend()
    const metrics = await (await fetch(`http://127.0.0.1:${metricsPort}/metrics`)).text()
    await harness.stopRelay()
    const seen = {
      'the log': harness.process.output,
      'an answer': answers.join('\n'),
      metrics,
      'a file': files + (await filesIn(harness.dataDir)),
      Redis: await dump(harness.redis),
    }
    canaries.set(INTERNAL_SECRET, 'internal secret')
    const leaks = Object.entries(seen).flatMap(([where, text]) =>
      [...canaries].filter(([secret]) => text.includes(secret)).map(([, what]) => `${what} in ${where}`),
    )
    expect(leaks).toEqual([])
    expect(harness.process.output).toMatch(/"level":"(?:error|warn)"/)
    expect(seen.metrics).toContain('relay_calls_total')
    expect(seen.Redis).toContain(last.grant.id)
    expect(answers.length).toBeGreaterThan(20)
  })
})
