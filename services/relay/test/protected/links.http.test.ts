import { exchange } from '../harness.js'
import type { Protected } from '../protected-keys.js'
import { API, Guarded } from './guarded.js'

const PAIRS = { location: `${API}/v1/moved?a=1`, link: `<${API}/v1/list?page=2>; rel="next", </v1/list>; rel="first"` }

describe('addresses in the answers of a protected key’s upstream', () => {
  let guarded: Guarded
  let one: Protected
  beforeAll(async () => {
    guarded = await Guarded.start()
    one = await guarded.protect()
  })
  afterAll(() => guarded.stop())
  beforeEach(() => {
    guarded.reset()
    guarded.answer = (req, res) => void req.resume().on('end', () => res.writeHead(200, PAIRS).end('fine'))
  })

  const headersOf = async (headers: Record<string, string> = {}, relay = guarded, by = one) => {
    const { rawHeaders } = await relay.send(by, '/v1/list', { headers })
    const value = (name: string) =>
      rawHeaders[rawHeaders.findIndex((field, i) => i % 2 === 0 && field.toLowerCase() === name) + 1]
    return { location: value('location'), link: value('link') }
  }
  const led = (base: string) => ({
    location: `${base}/v1/moved?a=1`,
    link: `<${base}/v1/list?page=2>; rel="next", <${base}/v1/list>; rel="first"`,
  })

  it('lead back through the relay, by the name under which the caller asked', async () => {
    expect(await headersOf()).toEqual(led(`${guarded.harness.origin}/${one.connectionId}`))
    expect(await headersOf({ host: 'relay.example:8443' })).toEqual(
      led(`http://relay.example:8443/${one.connectionId}`),
    )
  })

  it('never lead to a scheme that shows the key to the network, once a proxy has said that the caller used TLS', async () => {
    const headers = { host: 'relay.example', 'x-forwarded-proto': 'https' }
    expect(await headersOf(headers)).toEqual(led(`https://relay.example/${one.connectionId}`))
  })

  it('lead to the host that proxies of the operator name, and to none that a caller claims', async () => {
    const headers = { host: 'relay:8787', 'x-forwarded-host': 'relay.example', 'x-forwarded-proto': 'https' }
    expect(await headersOf(headers)).toEqual(led(`https://relay:8787/${one.connectionId}`))
    const behind = await Guarded.start({ TRUST_PROXY_HOPS: '1' })
    behind.answer = guarded.answer
    const other = await behind.protect()
    expect(await headersOf(headers, behind, other)).toEqual(led(`https://relay.example/${other.connectionId}`))
    await behind.stop()
  })

  it('of other hosts stay as they are', async () => {
    guarded.answer = (_, res) => res.writeHead(302, { location: 'https://codeload.example/x' }).end()
    expect((await headersOf()).location).toBe('https://codeload.example/x')
  })

  it('stay as they are on the routes of providers', async () => {
    const openai = await guarded.protect({}, { upstream: 'openai' })
    const answer = await exchange(guarded.harness.origin, {
      path: '/v1/proxy/passthrough/openai/v1/models',
      headers: { authorization: `Bearer ${openai.token}` },
    })
    expect(answer.rawHeaders).toContain(PAIRS.location)
  })

  it('are judged like any other request when they are followed: a redirect is no way out of a scope', async () => {
    const narrow = await guarded.protect({ scope: { paths: ['/v1/old'] } })
    guarded.answer = (req, res) => {
      const isOld = req.url === '/v1/old'
      res.writeHead(isOld ? 307 : 200, isOld ? { location: `${API}/v1/new` } : {}).end()
    }
    const follow = { redirect: 'follow' } as const
    expect((await guarded.harness.call(narrow, `/${narrow.connectionId}/v1/old`, follow)).status).toBe(403)
    expect((await guarded.harness.call(one, `/${one.connectionId}/v1/old`, follow)).status).toBe(200)
    expect(guarded.received.map(({ url }) => url)).toEqual(['/v1/old', '/v1/old', '/v1/new'])
  })
})
