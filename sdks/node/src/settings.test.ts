import { makeSecrets } from '../test/fake-relay.testing.js'
import { OneRelayClient } from './client.js'

const { clientId, clientSecret } = makeSecrets()
const make = (options: object) =>
  new OneRelayClient({ clientId, clientSecret, baseUrl: 'https://relay.example.com', ...options })

describe('options', () => {
  it.each([
    ['a client id of something else', { clientId: 'app' }],
    ['the two halves swapped', { clientId: clientSecret, clientSecret: clientId }],
    ['a client secret that was cut when it was pasted', { clientSecret: clientSecret.slice(0, -1) }],
    ['no client secret', { clientSecret: undefined }],
    ['an address that is none', { baseUrl: 'relay.example.com' }],
    ['plain http to another machine', { baseUrl: 'http://relay.example.com' }],
    ['a password in the address', { baseUrl: 'https://me:secret@relay.example.com' }],
    ['a query in the address', { baseUrl: 'https://relay.example.com/?a=b' }],
    ['no time at all', { timeoutMs: 0 }],
    ['a timeout that setTimeout takes for 1 ms', { timeoutMs: 2 ** 31 }],
    ['half a retry', { maxRetries: 0.5 }],
  ])('refuse %s, and quote nothing', (_name, options) => {
    let message = ''
    try {
      make(options)
    } catch (error) {
      message = (error as Error).message
    }
    expect(message).toMatch(/must/)
    expect(message).not.toContain(clientSecret.slice(10, 30))
    expect(message).not.toContain('secret@')
  })

  it('take http for this machine, and for others if that is meant', () => {
    for (const baseUrl of ['http://localhost:3000', 'http://127.0.0.1', 'http://[::1]:1']) make({ baseUrl })
    make({ baseUrl: 'http://relay:3000', allowHttp: true })
  })

  it('take an address with a path, with or without a slash at the end', () => {
    const { accessToken } = makeSecrets()
    const expected = 'https://relay.example.com/at/v1/proxy/passthrough/openai/v1'
    expect(make({ baseUrl: 'https://relay.example.com/at/' }).openai(accessToken).baseURL).toBe(expected)
    expect(make({ baseUrl: 'https://relay.example.com/at' }).openai(accessToken).baseURL).toBe(expected)
  })
})
