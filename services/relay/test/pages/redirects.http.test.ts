import { exchange } from '../harness.js'
import { BASE, type Rig } from '../rig.js'
import { headerOf, PAGE, pageCall, startPageRig } from './page-rig.js'

const CHAT = '/relay/openai/v1/chat/completions'
let rig: Rig
beforeAll(async () => {
  rig = await startPageRig({ ADDRESS_REQUESTS_PER_MINUTE: '1000000' })
})
beforeEach(() => rig.reset())
afterAll(() => rig.stop())

const redirectTo = (location: string | undefined, status = 307): void => {
  rig.answer = rig.collect((_, res) =>
    res.writeHead(status, location === undefined ? {} : { location }).end('a page about it'),
  )
}

describe('a redirect of a provider', () => {
  it.each([301, 302, 303, 307, 308])(
    'of status %i reaches no page, which would take its token there',
    async (status) => {
      redirectTo('https://elsewhere.example/steal', status)
      const answer = await pageCall(rig, CHAT)
      expect([answer.status, JSON.parse(answer.body.toString())]).toMatchObject([502, { code: 'upstream_redirected' }])
      expect(answer.rawHeaders.join('\n')).not.toContain('elsewhere')
      expect(headerOf(answer, 'access-control-allow-origin')).toBe(PAGE)
    },
  )

  it.each([
    '//elsewhere.example/',
    '/\\elsewhere.example',
    'http:elsewhere.example',
    // The control plane is behind the same origin, and must not see the half that opens keys.
    '/keys',
    '../../users',
  ])('is refused in whatever spelling: %s', async (location) => {
    redirectTo(location)
    const answer = await pageCall(rig, CHAT)
    expect([answer.status, headerOf(answer, 'location')]).toEqual([502, undefined])
  })

  it('is refused to programs, too, and to who lets the model say which provider', async () => {
    redirectTo('https://elsewhere.example')
    const headers = { 'x-relay-token': rig.granted.token }
    expect((await exchange(rig.origin, { path: '/relay/openai/v1/models', headers })).status).toBe(502)
    expect((await pageCall(rig, '/relay', { body: '{"model":"openai/gpt-4o"}' })).status).toBe(502)
  })

  it('is a failure of the provider in the record, and costs nothing', async () => {
    const own = await rig.harness.grant({ secrets: { openai: 'sk-0123456789' } })
    redirectTo('https://elsewhere.example')
    await pageCall(rig, CHAT, { token: own.token })
    const event = await rig.harness.event(own)
    expect(event).toMatchObject({ outcome: 'upstream_failed', status: 502, responseBytes: 0, costMicros: 0 })
  })

  it('passes on the routes of servers, as any other answer does', async () => {
    redirectTo('https://elsewhere.example/file')
    const answer = await exchange(rig.origin, { path: `${BASE}/v1/files`, headers: rig.bearer() })
    expect([answer.status, headerOf(answer, 'location')]).toEqual([307, 'https://elsewhere.example/file'])
  })
})

describe('an answer that is no redirect', () => {
  it.each([
    [304, 'https://elsewhere.example'],
    [201, '/v1/files/1'],
    [300, '/v1/files/1'],
    [307, undefined],
  ])('passes: %i, location %s', async (status, location) => {
    redirectTo(location, status)
    const answer = await pageCall(rig, CHAT)
    expect([answer.status, headerOf(answer, 'location')]).toEqual([status, location])
  })
})
