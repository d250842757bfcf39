import { makeApi } from '../src/api.fetch.js'
import { Link } from '../src/link.fetch.js'
import { parseSettings } from '../src/settings.js'
import { type Fetch, Transport } from '../src/transport.fetch.js'
import { caught, makeSecrets } from './fake-relay.testing.js'

const secrets = makeSecrets()
const settings = parseSettings({ ...secrets, baseUrl: 'https://relay.example' })

/** Exchanges while attempts take as long as they are told; at what second each of them began. */
const exchangeWith = async (attempts: { readonly takesMs: number; readonly retryAfter?: string }[]) => {
  let now = 0
  const began: number[] = []
  const fetch: Fetch = async () => {
    const attempt = attempts[began.length] ?? { takesMs: 0 }
    began.push(now / 1000)
    now += attempt.takesMs
    if (attempt.retryAfter === undefined) throw new TypeError('fetch failed')
    return new Response('', { status: 503, headers: { 'retry-after': attempt.retryAfter } })
  }
  const sleep = async (ms: number) => void (now += ms)
  const transport = new Transport({ fetch, sleep, random: () => 0, nowMs: () => now })
  const link = new Link(makeApi(settings, transport))
  const error = await caught(link.exchange(secrets.publicToken, { maxRetries: 10 }))
  return { began, error }
}

describe('an exchange', () => {
  it('is not repeated when the server could take that for a theft: a minute after the one that arrived', async () => {
    const { began, error } = await exchangeWith([{ takesMs: 0 }, { takesMs: 0, retryAfter: '60' }])
    expect(began).toEqual([0, 0.25])
    expect(error).toMatchObject({ status: 503, retryAfterMs: 60_000 })
  })

  it('is not repeated after an attempt that took too long, nor at the last moment', async () => {
    expect((await exchangeWith([{ takesMs: 50_000 }])).began).toHaveLength(1)
    expect((await exchangeWith([{ takesMs: 30_000 }, { takesMs: 19_600 }])).began).toEqual([0, 30.25])
  })

  it('is repeated meanwhile', async () => {
    const { began } = await exchangeWith([
      { takesMs: 0, retryAfter: '20' },
      { takesMs: 0, retryAfter: '20' },
    ])
    expect(began.slice(0, 3)).toEqual([0, 20, 40])
    for (const second of began) expect(second).toBeLessThan(50)
  })
})
