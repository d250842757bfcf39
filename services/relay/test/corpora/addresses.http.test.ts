import { channel } from 'node:diagnostics_channel'
import type { Socket } from 'node:net'
import { exchange, Harness, serve } from '../harness.js'
import { SPELLINGS } from './origin-spellings.js'
import { answeringNames } from './name-servers.js'

const PATH = '/v1/proxy/passthrough/openai-compatible/v1/models'

describe('a custom upstream', () => {
  let harness: Harness
  let upstream: Awaited<ReturnType<typeof serve>>
  let reached = 0
  const dialled: string[] = []
  const watch = (message: unknown): void => {
    const { socket } = message as { socket: Socket }
    socket.on('connectionAttempt', (address: string, port: number) => {
      if (port === 443 || port === 8443) dialled.push(address)
    })
  }
  beforeAll(async () => {
    upstream = await serve((_, res) => {
      reached++
      res.writeHead(302, { location: `${upstream.origin}/elsewhere` }).end()
    })
    // Long enough for a dial that is refused at once, where there is no IPv6.
    harness = await Harness.start({
      UPSTREAM_CONNECT_TIMEOUT_MS: '200',
      PROVIDER_ORIGINS: JSON.stringify({ 'https://redirects.example': upstream.origin }),
    })
    channel('net.client.socket').subscribe(watch)
  })
  afterAll(async () => {
    channel('net.client.socket').unsubscribe(watch)
    await harness.stop()
    await upstream.close()
  })
  beforeEach(() => {
    dialled.length = 0
    reached = 0
  })
  afterEach(() => jest.restoreAllMocks())

  const ask = async (origin: string): Promise<{ status: number; code: string | undefined }> => {
    const granted = await harness.grant({ secrets: { [origin]: 'a-credential' } })
    const { status, body } = await exchange(harness.origin, {
      path: PATH,
      headers: { authorization: `Bearer ${granted.token}` },
    })
    const text = body.toString()
    return { status, code: text === '' ? undefined : (JSON.parse(text) as { error: { code: string } }).error.code }
  }

  it.each(SPELLINGS)('is refused, and nothing is resolved or dialled: %s', async (origin) => {
    const asked = answeringNames(['3ffe::1'])
    const { status, code } = await ask(origin)
    // What does not begin like an origin is no custom credential at all.
    expect([
      [403, 'upstream_not_allowed'],
      [403, 'provider_not_granted'],
    ]).toContainEqual([status, code])
    expect(asked).toEqual([])
    expect(dialled).toEqual([])
  })

  it.each([
    ['loopback', ['127.0.0.1']],
    ['a private network', ['192.168.1.1']],
    ['metadata', ['169.254.169.254']],
    ['a mapped address', ['::ffff:127.0.0.1']],
    ['one public and one private address', ['3ffe::1', '10.0.0.1']],
    ['one private and one public address', ['10.0.0.1', '3ffe::1']],
    ['an address with a zone', ['fe80::1%lo']],
    ['nothing', []],
    ['something that is no address', ['localhost']],
  ])('is refused without a dial when its name resolves to %s', async (_, addresses) => {
    answeringNames(addresses)
    expect(await ask('https://api.example')).toEqual({ status: 403, code: 'upstream_not_allowed' })
    expect(dialled).toEqual([])
  })

  it('is dialled at the address that was judged, which is asked for once (DNS rebinding)', async () => {
    // 3ffe::/16 went back to IANA (RFC 3701): public by every list, and nobody's.
    const asked = answeringNames(['3ffe::1'], ['127.0.0.1'])
    expect([502, 504]).toContain((await ask('https://rebinds.example')).status)
    expect(dialled).toEqual(['3ffe::1'])
    expect(asked).toEqual(['rebinds.example'])
    // The second dial is judged anew.
    expect(await ask('https://rebinds.example')).toEqual({ status: 403, code: 'upstream_not_allowed' })
    expect(dialled).toEqual(['3ffe::1'])
  })

  it('may redirect its caller, but not the relay', async () => {
    expect((await ask('https://redirects.example')).status).toBe(302)
    expect(reached).toBe(1)
  })
})
