import { channel } from 'node:diagnostics_channel'
import type { Socket } from 'node:net'
import type { Rig } from '../rig.js'
import { pageCall, pinAsControlPlane, startPageRig } from '../pages/page-rig.js'
import { answeringNames } from './name-servers.js'
import { SPELLINGS } from './origin-spellings.js'

/** What parses to an address that anybody may call: its path and its letter case are not part of an origin. */
const HARMLESS = /^https:\/\/(?:api|API)\.example\.com(?::443|:0x1bb)?(?:\/v1|\/|\?x)?$/

describe('the base URL of a page', () => {
  let rig: Rig
  const dialled: string[] = []
  const watch = (message: unknown): void => {
    const { socket } = message as { socket: Socket }
    socket.on('connectionAttempt', (address: string, port: number) => {
      if (port === 443 || port === 8443) dialled.push(address)
    })
  }
  beforeAll(async () => {
    rig = await startPageRig({ ADDRESS_REQUESTS_PER_MINUTE: '1000000', UPSTREAM_CONNECT_TIMEOUT_MS: '200' })
    channel('net.client.socket').subscribe(watch)
  })
  afterAll(async () => {
    channel('net.client.socket').unsubscribe(watch)
    await rig.stop()
  })
  beforeEach(() => {
    dialled.length = 0
  })
  afterEach(() => jest.restoreAllMocks())

  const ask = async (base: string, upstream = 'openai-compatible') => {
    const granted = await rig.harness.grant({ secrets: { [upstream]: 'a-credential-of-a-page' } })
    const orders = pinAsControlPlane(rig, () => granted)
    const headers = { 'x-relay-base-url': Buffer.from(base).toString('latin1') }
    const { status, body } = await pageCall(rig, '/relay/openai-compatible/v1/models', {
      token: granted.token,
      method: 'GET',
      headers,
    })
    return { status, code: (JSON.parse(body.toString()) as { code: string }).code, orders }
  }

  it.each(SPELLINGS.filter((base) => !HARMLESS.test(base)))(
    'is refused before a key is pinned to it, or a name resolved, or an address dialled: %s',
    async (base) => {
      const asked = answeringNames(['3ffe::1'])
      expect(await ask(base)).toEqual({ status: 400, code: 'upstream_not_allowed', orders: [] })
      expect(asked).toEqual([])
      expect(dialled).toEqual([])
    },
  )

  it.each([
    ['loopback', ['127.0.0.1']],
    ['a private network', ['10.1.2.3']],
    ['CGNAT', ['100.64.0.1']],
    ['metadata', ['169.254.169.254']],
    ['a mapped address', ['::ffff:127.0.0.1']],
    ['NAT64', ['64:ff9b::7f00:1']],
    ['6to4', ['2002:7f00:1::']],
    ['one public and one private address', ['3ffe::1', '10.0.0.1']],
    ['nothing', []],
  ])('is not dialled when its name resolves to %s', async (_, addresses) => {
    answeringNames(addresses)
    expect(await ask('https://llm.example', 'https://llm.example')).toMatchObject({
      status: 400,
      code: 'upstream_not_allowed',
    })
    expect(dialled).toEqual([])
  })
})
