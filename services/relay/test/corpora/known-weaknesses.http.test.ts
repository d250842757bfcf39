import { formatToken, makeHalf } from '@1relay/vault'
import { once } from 'node:events'
import { BASE, Rig, SECRET } from '../rig.js'

const CHAT = `${BASE}/v1/chat/completions`
const UNIFIED = '/v1/proxy/chat/completions'
const EVIL = 'http://127.0.0.1:1'

/** What other gateways were broken by, each as the request that broke them. */
describe('weaknesses that other gateways had', () => {
  let rig: Rig
  beforeAll(async () => {
    rig = await Rig.start({ PUBLIC_FALLTHROUGH: 'true' })
  })
  afterAll(() => rig.stop())
  beforeEach(() => rig.reset())

  const post = (path: string, body: unknown, headers: Record<string, string> = {}) =>
    rig.harness.post(rig.granted, path, body, headers)

  it.each([
    'api_base',
    'base_url',
    'baseURL',
    'custom_llm_provider',
    'api_key',
    'proxy',
    'target',
    'headers',
    'extra_headers',
  ])('a body field that names where to go leads nowhere: %s (LiteLLM CVE-2024-6587, CVE-2026-84377)', async (field) => {
    const body = { model: 'gpt-4o', messages: [], [field]: EVIL }
    expect((await post(CHAT, body)).status).toBe(200)
    expect(rig.last().req.headers).toMatchObject({
      host: rig.upstream.origin.slice('http://'.length),
      authorization: `Bearer ${SECRET}`,
    })
    expect(JSON.parse(rig.last().body.toString())).toEqual(body)
  })

  it.each([
    ['x-portkey-custom-host', EVIL],
    ['x-upstream-host', EVIL],
    ['x-forwarded-host', '127.0.0.1:1'],
    ['x-original-url', EVIL],
    ['x-rewrite-url', '/admin'],
    ['forwarded', 'host=127.0.0.1:1'],
  ])('a header that names where to go leads nowhere: %s (Portkey CVE-2025-66405)', async (name, value) => {
    expect((await post(CHAT, { model: 'gpt-4o', messages: [] }, { [name]: value })).status).toBe(200)
    const { host, authorization } = rig.last().req.headers
    expect([host, authorization]).toEqual([rig.upstream.origin.slice('http://'.length), `Bearer ${SECRET}`])
  })

  it('an upstream that the grant has no credential for is not one, wherever it is named (Portkey CVE-2026-82270)', async () => {
    const path = '/v1/proxy/passthrough/openai-compatible/v1/models'
    for (const origin of [EVIL, 'https://evil.example', 'http://localhost:6379', 'https://host.docker.internal']) {
      const answer = await rig.harness.call(rig.granted, path, { headers: { 'x-1relay-upstream': origin } })
      expect([answer.status, await answer.json()]).toMatchObject([403, { error: { code: 'provider_not_granted' } }])
    }
    expect(rig.received).toHaveLength(0)
  })

  it.each([
    '/v1/proxy/',
    '/v1/proxy',
    '/v1/proxy/x',
    '/v1/proxy/passthrough',
    '/V1/PROXY/chat/completions',
    '/v1/proxy/chat/completions/',
  ])('no path beside the judged ones reaches an upstream: %s (Portkey CVE-2026-82270)', async (path) => {
    expect([400, 404, 405]).toContain((await post(path, { model: 'openai/gpt-4o', messages: [] })).status)
    expect(rig.received).toHaveLength(0)
  })

  it('a token is known by all of it, not by its beginning (LiteLLM CVE-2026-35030)', async () => {
    expect((await post(CHAT, { model: 'gpt-4o' })).status).toBe(200)
    rig.reset()
    const [, , id = '', auth = '', seal = ''] = rig.granted.token.split('_')
    for (const halves of [
      { auth: makeHalf(), seal },
      { auth, seal: makeHalf() },
      { auth: auth.slice(0, 20) + makeHalf().slice(20), seal },
    ]) {
      const token = formatToken({ prefix: '1r_at', id, ...halves })
      const answer = await rig.harness.post({ ...rig.granted, token }, CHAT, { model: 'gpt-4o' })
      expect(answer.status).toBe(401)
    }
    expect(rig.received).toHaveLength(0)
  })

  it('a revoked token is dead at once, in every cache (LiteLLM CVE-2026-12796)', async () => {
    const granted = await rig.harness.grant({ secrets: { openai: SECRET } })
    expect((await rig.harness.post(granted, CHAT, { model: 'gpt-4o' })).status).toBe(200)
    const { id, ledgerId } = granted.grant
    await rig.harness.project({ status: 'dead', id, version: 2, ledgerId })
    expect((await rig.harness.post(granted, CHAT, { model: 'gpt-4o' })).status).toBe(401)
    expect(rig.received).toHaveLength(1)
  })

  it('one grant never gets the credential of another, whatever it asks for (Helicone CVE-2026-85178, new-api CVE-2026-30886)', async () => {
    const other = await rig.harness.grant({ secrets: { openai: 'sk-of-somebody-else' } })
    for (const name of ['x-1relay-grant', 'x-1relay-upstream', 'x-grant-id', 'openai-organization']) {
      await post(CHAT, { model: 'gpt-4o', user: other.grant.id }, { [name]: other.grant.id })
      expect(rig.last().req.headers.authorization).toBe(`Bearer ${SECRET}`)
    }
  })

  it.each(['/healthz', '/metrics', '/config', '/internal/grants/x', '/log/stream', '/debug/pprof', '/v1/proxy/config'])(
    'says nothing about itself to anybody: %s (LiteLLM CVE-2025-11203, Portkey /log/stream)',
    async (path) => {
      const answer = await fetch(rig.origin + path)
      const text = await answer.text()
      expect(text).not.toMatch(/redis|openai|sk-|1r_|127\.0\.0\.1/i)
      if (path === '/healthz') expect(text).toBe('{"success":true,"data":{"status":"ok"}}')
      else expect(answer.status).toBe(404)
    },
  )

  it.each([CHAT, UNIFIED])('the body of a stranger is not read at %s (new-api GHSA-v828-m3pf-vq9q)', async (path) => {
    const socket = rig.connect()
    socket.write(
      `POST ${path} HTTP/1.1\r\nhost: relay\r\nauthorization: Bearer nonsense\r\ncontent-type: application/json\r\n` +
        'content-length: 30000000\r\n\r\n{',
    )
    const [head] = (await once(socket, 'data')) as [Buffer]
    expect(head.toString()).toMatch(/^HTTP\/1\.1 401 [^]*connection: close/)
    socket.destroy()
  })

  it.each(["' OR '1'='1", '1r_at_*', '../../etc/passwd', '${jndi:ldap://x}', '{{7*7}}', '\u0000', 'a'.repeat(20_000)])(
    'a token that is code is a string: %j (LiteLLM CVE-2026-42208)',
    async (token) => {
      const seen = await rig.raw(
        `POST ${CHAT} HTTP/1.1\r\nhost: relay\r\nauthorization: Bearer ${token}\r\ncontent-length: 0\r\n\r\n`,
        (text) => text.includes('}'),
      )
      expect(seen).toMatch(/^HTTP\/1\.1 40[01] /)
      expect(rig.harness.controlPlaneRequests.join()).not.toMatch(/OR|jndi|passwd/)
    },
  )
})
