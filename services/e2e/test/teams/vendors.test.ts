import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import type { UpstreamAuth } from '@1relay/contracts'
import githubFixtures from '@octokit/fixtures'
import { Octokit } from '@octokit/rest'
import Stripe from 'stripe'
import { createExpressApp } from 'stripe-stateful-mock'
import { canary } from '../../house/api.js'
import { findSecrets } from '../../house/dump.js'
import { type OwnRelay, startOwnRelay } from '../../house/own-relay.js'
import { type IssuedKey, issueKey, makeTeam, protect, type Team } from '../../house/team.js'
import { Upstream } from '../../house/upstream.js'

const curl = async (...args: string[]): Promise<{ status: number; body: string }> => {
  const { stdout } = await promisify(execFile)('curl', ['-sS', '-w', '\n%{http_code}', ...args])
  const end = stdout.lastIndexOf('\n')
  return { status: Number(stdout.slice(end + 1)), body: stdout.slice(0, end) }
}

const ORIGIN = 'https://api.vendor.example'
let team: Team
let vendor: Upstream
let github: Upstream
let stripe: Upstream
let relay: OwnRelay

beforeAll(async () => {
  team = await makeTeam()
  vendor = await Upstream.start((req, res) => {
    res.setHeader('content-type', 'application/json')
    // An upstream that tells everything it was sent: the worst one there is.
    res.end(JSON.stringify({ target: req.url, headers: req.headers }))
  })
  const [recorded] = githubFixtures.get('api.github.com/get-repository')
  github = await Upstream.start((_, res) => {
    res.setHeader('content-type', 'application/json')
    res.end(JSON.stringify(recorded?.response))
  })
  const mock = createExpressApp()
  stripe = await Upstream.start((req, res) => void mock(req, res))
  relay = await startOwnRelay({
    [ORIGIN]: vendor.origin,
    'https://api.github.com': github.origin,
    'https://api.stripe.com': stripe.origin,
  })
})
afterAll(async () => {
  await relay?.stop()
  await Promise.all([vendor, github, stripe].map((upstream) => upstream?.stop()))
})

const issued = async (upstream: string, auth: UpstreamAuth, secret: string): Promise<IssuedKey> =>
  issueKey(team, await protect(team, { upstream, auth, secret }))

describe('curl with an issued key', () => {
  const secret = canary('real-key-')

  it.each<[string, UpstreamAuth, string, (seen: Upstream['seen'][number]) => unknown, string]>([
    ['a bearer', { kind: 'bearer' }, secret, ({ headers }) => headers.authorization, `Bearer ${secret}`],
    [
      'a user and a password',
      { kind: 'basic' },
      `robot:${secret}`,
      ({ headers }) => headers.authorization,
      `Basic ${Buffer.from(`robot:${secret}`).toString('base64')}`,
    ],
    [
      'a header of its own',
      { kind: 'header', name: 'X-Api-Key' },
      secret,
      ({ headers }) => headers['x-api-key'],
      secret,
    ],
    [
      'a query parameter',
      { kind: 'query', name: 'api_key' },
      secret,
      ({ target }) => new URL(target, ORIGIN).searchParams.get('api_key'),
      secret,
    ],
  ])('reaches an API that takes %s, and never sees the real one', async (_, auth, credential, shown, expected) => {
    const key = await issued(ORIGIN, auth, credential)
    const { status, body } = await curl(
      `${relay.origin}/${key.connectionId}/v1/things?page=2&api_key=mine`,
      '-H',
      `authorization: Bearer ${key.token}`,
    )
    expect(status).toBe(200)
    const seen = vendor.seen.at(-1)
    if (seen === undefined) throw new Error('the upstream saw nothing')
    expect(shown(seen)).toBe(expected)
    expect(seen.target.startsWith('/v1/things?page=2')).toBe(true)
    expect(findSecrets(JSON.stringify(seen), { token: key.token })).toEqual([])
    // The upstream echoes all of it: what comes back is masked.
    expect(findSecrets(body, { secret, credential, base64: Buffer.from(credential).toString('base64') })).toEqual([])
  })
})

describe('official clients, with another address and key', () => {
  it('of GitHub', async () => {
    const real = canary('ghp_')
    const key = await issued('https://api.github.com', { kind: 'bearer' }, real)
    const octokit = new Octokit({ auth: key.token, baseUrl: `${relay.origin}/${key.connectionId}` })
    const { data } = await octokit.repos.get({ owner: 'octokit-fixture-org', repo: 'hello-world' })
    expect(data.full_name).toBe('octokit-fixture-org/hello-world')
    const seen = github.seen.at(-1)
    expect([seen?.target, seen?.headers.authorization]).toEqual([
      '/repos/octokit-fixture-org/hello-world',
      `Bearer ${real}`,
    ])
  })

  it('of Stripe', async () => {
    const real = canary('sk_test_')
    const key = await issued('https://api.stripe.com', { kind: 'bearer' }, real)
    const { host } = new URL(relay.origin)
    const client = new Stripe(key.token, {
      protocol: 'http',
      host: `${host.split(':')[0]}/${key.connectionId}`,
      port: host.split(':')[1] ?? '',
      httpClient: Stripe.createFetchHttpClient(),
    })
    const made = await client.customers.create({ email: 'ada@example.com', description: 'by a disposable key' })
    const read = await client.customers.retrieve(made.id)
    expect(read).toMatchObject({ id: made.id, email: 'ada@example.com' })
    expect(stripe.seen.map(({ method, target }) => `${method} ${target}`)).toEqual([
      'POST /v1/customers',
      `GET /v1/customers/${made.id}`,
    ])
    expect(stripe.seen.every(({ headers }) => headers.authorization === `Bearer ${real}`)).toBe(true)
  })
})
