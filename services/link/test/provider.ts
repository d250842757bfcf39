import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'

export interface StubProvider {
  readonly origin: string
  /** The credentials that reached it, with the path they came to. */
  readonly seen: string[]
  stop(): Promise<void>
}

/** A provider of AI models that knows one thing: whether it likes a key. One that has `refused` in it gets a 401, `empty` a 429. */
export const startProvider = async (): Promise<StubProvider> => {
  const seen: string[] = []
  const server = createServer((request, response) => {
    const { authorization = '', 'x-api-key': key = '' } = request.headers
    const credential = `${authorization}${String(key)}`
    seen.push(`${request.url} ${credential}`)
    const status = /refused/.test(credential) ? 401 : /empty/.test(credential) ? 429 : 200
    response.writeHead(status, { 'content-type': 'application/json' }).end('{"data":[]}')
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  return {
    origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    seen,
    stop: async () => {
      server.closeAllConnections()
      server.close()
      await once(server, 'close')
    },
  }
}
