import { connect } from 'node:net'
import { eventually, exchange, Harness } from './harness.js'

// What a body must not become: a request of its own, past everything that is judged here.
const SMUGGLED = 'GET /internal/grants/x HTTP/1.1\r\nhost: x\r\nx-forwarded-for: 6.6.6.6\r\n\r\n'
const METHODS = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS', 'TRACE', 'PROPFIND']

const framings: [string, string][] = [
  ['chunked', `transfer-encoding: chunked\r\n\r\n${SMUGGLED.length.toString(16)}\r\n${SMUGGLED}\r\n0\r\n\r\n`],
  ['with a length', `content-length: ${SMUGGLED.length}\r\n\r\n${SMUGGLED}`],
]

describe('a request for the control plane is one request for it, whatever its method and its framing', () => {
  let harness: Harness
  let received: string[]
  beforeAll(async () => {
    harness = await Harness.start({ PUBLIC_FALLTHROUGH: 'true' })
    harness.controlPlane = (req, res) => {
      let body = ''
      req.on('data', (chunk: Buffer) => (body += chunk.toString()))
      req.on('end', () => {
        received.push(`${req.method} ${req.url} ${body}`)
        res.end(`answer to ${req.url}`)
      })
    }
  })
  beforeEach(() => {
    received = []
    harness.controlPlaneRequests.length = 0
  })
  afterAll(() => harness.stop())

  describe.each(METHODS)('%s', (method) => {
    it.each(framings)('%s', async (_, rest) => {
      const socket = connect(Number(new URL(harness.origin).port), '127.0.0.1')
      socket.on('error', () => undefined).resume()
      socket.write(`${method} /v1/anything HTTP/1.1\r\nhost: relay\r\n${rest}`)
      await eventually(() => received[0])
      // On the same connection to the control plane, should there be anything left on it.
      const { body } = await exchange(harness.origin, { path: '/v1/me' })
      expect(body.toString()).toBe('answer to /v1/me')
      expect(received).toEqual([`${method} /v1/anything ${SMUGGLED}`, 'GET /v1/me '])
      expect(harness.controlPlaneRequests).toEqual([`${method} /v1/anything`, 'GET /v1/me'])
      socket.destroy()
    })
  })
})
