import { serve } from '../../test/exchange.js'
import { NetForwarder } from '../forward/forward.net.js'
import type { Oauth2Auth } from './index.js'
import { ForwarderTokenEndpoint } from './token-endpoint.forwarder.js'

const LOGIN = 'https://login.example.com'
const auth: Oauth2Auth = { kind: 'oauth2', tokenUrl: `${LOGIN}/token?v=2`, clientAuth: 'basic' }

describe('ForwarderTokenEndpoint', () => {
  it('gives up on an endpoint that never answers, and closes its connection', async () => {
    let onClosed: () => void = () => undefined
    const closed = new Promise<void>((resolve) => (onClosed = resolve))
    const { origin, close } = await serve((req) => req.socket.once('close', onClosed))
    const forwarder = new NetForwarder({ connectTimeoutMs: 1000, handshakeTimeoutMs: 1000, originsMax: 1 })
    const endpoint = new ForwarderTokenEndpoint({ forwarder, operatorOrigins: { [LOGIN]: origin }, timeoutMs: 50 })
    const credential = Buffer.from('id:secret')
    expect(await endpoint.fetch(auth, credential)).toMatchObject({
      ok: false,
      code: 'upstream_authorization_failed',
      problem: 'the token endpoint did not answer in time',
    })
    await closed
    expect(credential.every((byte) => byte === 0)).toBe(true)
    await forwarder.close()
    await close()
  })

  it('does not dial a name that resolves into our network', async () => {
    const forwarder = new NetForwarder({
      connectTimeoutMs: 1000,
      handshakeTimeoutMs: 1000,
      originsMax: 1,
      resolve: (_, __, callback) => callback(null, [{ address: '10.0.0.1', family: 4 }]),
    })
    const endpoint = new ForwarderTokenEndpoint({ forwarder, operatorOrigins: {}, timeoutMs: 1000 })
    expect(await endpoint.fetch(auth, Buffer.from('id:secret'))).toEqual({ ok: false, code: 'upstream_not_allowed' })
    await forwarder.close()
  })
})
