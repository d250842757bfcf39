import type { AddressInfo } from 'node:net'
import { createServer } from 'node:http'
import { NetForwarder } from './forward.net.js'
import type { ForwardFailure, ForwardListener } from './index.js'

const request = { method: 'GET', target: '/', headers: [], body: null, bodyLength: null }

/** Sends, and resolves to the failure or to the status that came back. */
const send = (forwarder: NetForwarder, origin: string, isGuarded: boolean): Promise<ForwardFailure | number> =>
  new Promise((resolve) => {
    const listener: ForwardListener = {
      onInterim: () => undefined,
      onHead: resolve,
      onData: () => true,
      onEnd: () => undefined,
      onFailure: resolve,
    }
    forwarder.send({ ...request, origin, isGuarded }, listener)
  })

describe('NetForwarder', () => {
  let isReached = false
  const server = createServer((_, res) => {
    isReached = true
    res.end()
  })
  let port: number
  beforeAll(async () => {
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    port = (server.address() as AddressInfo).port
  })
  afterAll(() => server.close())

  it('does not dial a caller-chosen name that resolves into our network, though an operator’s origin may be there', async () => {
    const forwarder = new NetForwarder({
      connectTimeoutMs: 1000,
      originsMax: 10,
      resolve: (_, __, callback) => callback(null, [{ address: '127.0.0.1', family: 4 }]),
    })
    const failure = await send(forwarder, `http://api.example.com:${port}`, true)
    expect(failure).toMatchObject({ code: 'upstream_not_allowed', wasSent: false })
    expect(isReached).toBe(false)
    expect(await send(forwarder, `http://127.0.0.1:${port}`, false)).toBe(200)
    await forwarder.close()
  })

  it('calls a name that does not resolve unreachable', async () => {
    const error = Object.assign(new Error('x'), { code: 'ENOTFOUND' })
    const resolve = (_: string, __: unknown, callback: (e: Error, a: never[]) => void): void => callback(error, [])
    const forwarder = new NetForwarder({ connectTimeoutMs: 1000, originsMax: 10, resolve })
    expect(await send(forwarder, 'https://api.example.com', true)).toMatchObject({
      code: 'upstream_unreachable',
      wasSent: false,
    })
    await forwarder.close()
  })

  it('reports a request that cannot be written instead of throwing', async () => {
    const forwarder = new NetForwarder({ connectTimeoutMs: 1000, originsMax: 10 })
    const failure = await new Promise<ForwardFailure>((resolve) => {
      const listener = { onFailure: resolve } as unknown as ForwardListener
      forwarder.send(
        { ...request, origin: `http://127.0.0.1:${port}`, isGuarded: false, headers: ['x', 'a\r\nb'] },
        listener,
      )
    })
    expect(failure.wasSent).toBe(false)
    await forwarder.close()
  })
})
