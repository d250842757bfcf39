import { once } from 'node:events'
import { createServer, type RequestListener, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { formatToken, makeHalf, makeId } from '@1relay/vault'
import { createClient, RelayError } from './index.js'
import { memoryStorage, storageKey } from './token-storage.js'

const servers: Server[] = []
const serve = async (listener: RequestListener): Promise<string> => {
  const server = createServer(listener).listen(0, '127.0.0.1')
  servers.push(server)
  await once(server, 'listening')
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
}
afterAll(() => servers.forEach((server) => server.close()))

describe.each([301, 302, 303, 307, 308])('a redirect with status %i', (status) => {
  it.each(['register', 'storeKey', 'call'] as const)('takes nothing elsewhere: %s', async (method) => {
    let reached = 0
    const elsewhere = await serve((_, res) => {
      reached++
      res.end('{}')
    })
    const relayUrl = await serve((_, res) => res.writeHead(status, { location: `${elsewhere}/steal` }).end())
    const storage = memoryStorage()
    const token = formatToken({ prefix: '1r_ut', id: makeId(), auth: makeHalf(), seal: makeHalf() })
    if (method !== 'register') storage.setItem(storageKey(relayUrl, 'app'), token)
    const relay = createClient({ relayUrl, storage })
    const done = {
      register: () => relay.ensureToken(),
      storeKey: () => relay.storeKey('openai', 'sk-0123456789'),
      call: () => relay.call('openai', '/v1/chat/completions', { body: { model: 'm' } }),
    }[method]()
    const error = await done.catch((thrown: unknown) => thrown)
    expect(error).toBeInstanceOf(RelayError)
    expect(error).toMatchObject({ status, code: 'redirected' })
    expect(reached).toBe(0)
  })
})
