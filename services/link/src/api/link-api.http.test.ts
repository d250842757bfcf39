import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { makeHttpLinkApi } from './index.js'

let server: Server
let answer: (request: IncomingMessage, response: ServerResponse) => void
let origin: string
beforeAll(async () => {
  server = createServer((request, response) => answer(request, response))
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
})
afterAll(() => new Promise((resolve) => server.close(resolve)))

const send = (status: number, body: string, headers: Record<string, string> = {}) => {
  answer = (request, response) => {
    request.resume()
    response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(body)
  }
}
const failure = (code: string) =>
  JSON.stringify({ success: false, error: { code, message: 'm', type: 't', requestId: 'r1' } })

describe('an answer that is none', () => {
  it.each([
    ['a proxy’s page with an error', 502, '<html>'],
    ['a proxy’s page that claims to be fine', 200, '<html>'],
    ['an empty success', 200, '{"success":true}'],
    ['a body without data', 200, '{"success":true,"data":{}}'],
  ])('counts as not reached: %s', async (_, status, body) => {
    send(status, body)
    expect(await makeHttpLinkApi(origin).signIn('login', 'a@b.c', 'p')).toEqual({
      ok: false,
      problem: { code: 'network' },
    })
  })

  it('counts as not reached when nobody listens', async () => {
    const api = makeHttpLinkApi('http://127.0.0.1:1')
    expect(await api.open('t')).toEqual({ ok: false, problem: { code: 'network' } })
  })

  it('follows no redirect: the body would go to somebody else', async () => {
    send(307, '', { location: 'http://127.0.0.1:1/' })
    expect(await makeHttpLinkApi(origin).open('t')).toEqual({ ok: false, problem: { code: 'network' } })
  })
})

describe('a refusal', () => {
  it('carries code, request id and the wait', async () => {
    send(429, failure('rate_limited'), { 'retry-after': '30' })
    expect(await makeHttpLinkApi(origin).open('t')).toEqual({
      ok: false,
      problem: { code: 'rate_limited', requestId: 'r1', retryAfterSeconds: 30 },
    })
  })

  it('is a rate limit even when something in front of 1Relay set it', async () => {
    send(429, 'slow down', { 'retry-after': 'tomorrow' })
    expect(await makeHttpLinkApi(origin).open('t')).toEqual({ ok: false, problem: { code: 'rate_limited' } })
  })
})

describe('a request', () => {
  it('proves the person by header, and sends no cookie', async () => {
    let seen: IncomingMessage['headers'] = {}
    answer = (request, response) => {
      seen = request.headers
      response.writeHead(200, { 'content-type': 'application/json' }).end('{"success":true,"data":{"keys":[]}}')
    }
    expect(await makeHttpLinkApi(origin).vaultOf('1r_st_x').listKeys()).toEqual({ ok: true, value: [] })
    expect([seen.authorization, seen.cookie]).toEqual(['Bearer 1r_st_x', undefined])
  })
})
