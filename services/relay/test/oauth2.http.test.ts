import type { UpstreamAuth } from '@1relay/contracts'
import { createLogger } from '@1relay/log'
import { sealProtectedKey } from '@1relay/vault'
import type { ServerResponse } from 'node:http'
import { Harness, serve } from './harness.js'
import { startOauth2Server } from './oauth2-server.js'
import { makeTestRelayKey, protect, type Protected, type TestRelayKey } from './protected-keys.js'

const API = 'https://api.example.com'
const LOGIN = 'https://login.example.com'
const ODD = 'https://odd.example.com'
const CLIENT = { id: 'client-1', secret: 'sk/client+secret:of&tests' }
const NEW_CLIENT = { id: 'client-2', secret: 'sk-another-secret-of-tests' }

describe('a protected key of an OAuth2 client', () => {
  let harness: Harness
  let key: TestRelayKey
  let login: Awaited<ReturnType<typeof startOauth2Server>>
  let api: Awaited<ReturnType<typeof serve>>
  let odd: Awaited<ReturnType<typeof serve>>
  let oddAnswer: (res: ServerResponse) => void
  const oddRequests: string[] = []
  const bearers: (string | undefined)[] = []
  const logged: string[] = []

  beforeAll(async () => {
    login = await startOauth2Server([CLIENT, NEW_CLIENT])
    api = await serve((req, res) => {
      bearers.push(req.headers.authorization)
      const isIn = login.isIssued(req.headers.authorization)
      res.writeHead(isIn ? 200 : 401).end(isIn ? `hello ${req.headers.authorization}` : 'who are you?')
    })
    odd = await serve((req, res) => {
      oddRequests.push(req.url ?? '')
      oddAnswer(res)
    })
    key = await makeTestRelayKey()
    const origins = { [API]: api.origin, [LOGIN]: login.origin, [ODD]: odd.origin }
    harness = await Harness.start(
      { RELAY_PRIVATE_KEYS: key.text, PROVIDER_ORIGINS: JSON.stringify(origins) },
      createLogger({ name: 'relay', level: 'trace', destination: { write: (line) => logged.push(line) } }),
    )
  })
  afterAll(async () => {
    await harness.stop()
    for (const server of [login, api, odd]) await server.close()
  })
  beforeEach(() => {
    for (const list of [login.asked, oddRequests, bearers, logged]) list.length = 0
  })

  type Changes = Partial<Extract<UpstreamAuth, { kind: 'oauth2' }>>
  const connect = (client: { id: string; secret: string }, changes: Changes = {}): Promise<Protected> => {
    const auth: UpstreamAuth = { kind: 'oauth2', tokenUrl: `${LOGIN}/token`, clientAuth: 'body', ...changes }
    return protect(harness, { key, upstream: API, auth, secret: `${client.id}:${client.secret}` })
  }
  const call = (one: Protected) => harness.call(one, `/${one.connectionId}/v1/contacts`)

  describe('is answered with 502 and a reason, before the upstream is reached', () => {
    const refusedWith = async (one: Protected, problem: string): Promise<void> => {
      const res = await call(one)
      const body: unknown = await res.json()
      expect(body).toMatchObject({ error: { code: 'upstream_authorization_failed', details: [{ problem }] } })
      const event = await harness.event(one)
      expect([res.status, event.reason, event.decision]).toEqual([502, 'upstream_authorization_failed', 'refused'])
      const said = [JSON.stringify([body, event]), ...logged].join('\n')
      expect(said).not.toContain('wrong-secret')
      expect(bearers).toEqual([])
    }

    it('when the client is not known', async () => {
      const client = { id: 'client-1', secret: 'a-wrong-secret' }
      await refusedWith(await connect(client), 'the token endpoint answered 400 (invalid_client)')
      await refusedWith(
        await connect(client, { clientAuth: 'basic' }),
        'the token endpoint answered 401 (invalid_client)',
      )
    })

    it('when its endpoint sends the client elsewhere, which is not followed', async () => {
      oddAnswer = (res) => res.writeHead(307, { location: '/elsewhere' }).end()
      await refusedWith(await connect(CLIENT, { tokenUrl: `${ODD}/token` }), 'the token endpoint answered 307')
      expect(oddRequests).toEqual(['/token'])
    })

    it('when its endpoint talks without end', async () => {
      oddAnswer = (res) => {
        res.writeHead(200, { 'content-type': 'application/json' })
        const more = (): boolean => !res.destroyed && res.write('x'.repeat(32_768), () => void more())
        more()
      }
      await refusedWith(await connect(CLIENT, { tokenUrl: `${ODD}/token` }), 'the token endpoint’s answer is too long')
    })

    it('when its endpoint hangs up', async () => {
      oddAnswer = (res) => res.destroy()
      const problem = 'the token endpoint cannot be reached, or broke off its answer'
      await refusedWith(await connect(CLIENT, { tokenUrl: `${ODD}/token` }), problem)
    })
  })

  it.each([
    'https://127.0.0.1/token',
    'https://[::1]/token',
    'https://169.254.169.254/token',
    'https://internal/token',
  ])('is not sent to %s: a token endpoint has a public address, or the operator’s consent', async (tokenUrl) => {
    const res = await call(await connect(CLIENT, { tokenUrl }))
    expect([res.status, await res.json()]).toMatchObject([403, { error: { code: 'upstream_not_allowed' } }])
    expect(bearers).toEqual([])
  })

  it.each(['basic', 'body'] as const)(
    'is exchanged for an access token by way of the %s, once for many calls',
    async (clientAuth) => {
      const one = await connect(CLIENT, { clientAuth, scope: 'read write' })
      const answers = await Promise.all(Array.from({ length: 20 }, () => call(one)))
      expect(answers.map(({ status }) => status)).toEqual(Array(20).fill(200))
      expect((await call(one)).status).toBe(200)
      expect(login.asked).toHaveLength(1)
      expect(login.asked[0]?.body).toContain('grant_type=client_credentials&scope=read%20write')
      expect(login.asked[0]?.headers.authorization === undefined).toBe(clientAuth === 'body')
    },
  )

  it('keeps secret and access token from the caller, the events and the log', async () => {
    const one = await connect(CLIENT)
    const res = await call(one)
    const said = [await res.text(), JSON.stringify(await harness.event(one)), ...logged].join('\n')
    const token = bearers[0]?.replace('Bearer ', '') ?? ''
    expect(token.length).toBeGreaterThan(20)
    expect(said).toContain(`hello Bearer ${'*'.repeat(token.length)}`)
    for (const canary of [token, CLIENT.secret, encodeURIComponent(CLIENT.secret)]) expect(said).not.toContain(canary)
  })

  it('fetches anew when the credential of the connection was replaced', async () => {
    const one = await connect(CLIENT)
    await call(one)
    const { connectionId, grant, sealed } = one
    const auth: UpstreamAuth = { kind: 'oauth2', tokenUrl: `${LOGIN}/token`, clientAuth: 'body' }
    const replaced = await sealProtectedKey({
      publicKey: key.publicKey,
      connectionId,
      upstream: API,
      terms: { workspaceId: grant.ledgerId, auth },
      secret: new TextEncoder().encode(`${NEW_CLIENT.id}:${NEW_CLIENT.secret}`),
    })
    await harness.project({ ...grant, version: 2, credentials: [{ ...sealed, ...replaced }] })
    expect((await call(one)).status).toBe(200)
    expect(login.asked.map(({ body }) => new URLSearchParams(body).get('client_secret'))).toContain(NEW_CLIENT.secret)
    expect(new Set(bearers).size).toBe(2)
  })
})
