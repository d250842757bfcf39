import { connect } from 'node:net'
import { type Answer, type Ask, type ControlPlane, startControlPlane } from '../testing/harness.testing.js'
import { type Person, registerPerson } from '../testing/people.testing.js'

let controlPlane: ControlPlane
let person: Person

beforeAll(async () => {
  controlPlane = await startControlPlane()
  person = await registerPerson(controlPlane)
})
afterAll(() => controlPlane.close())

const postApp = (ask: Ask): Promise<Answer> => controlPlane.ask('POST', '/v1/apps', { session: person.session, ...ask })

const json = (body: Ask['body'], headers: Record<string, string> = {}): Ask => ({
  ...(body !== undefined && { body }),
  headers: { 'content-type': 'application/json', ...headers },
})

const app = { name: 'Example', origins: ['https://app.example'] }

/** Sends bytes as they are and gives everything that comes back. */
const sendRaw = (bytes: string): Promise<string> =>
  new Promise((resolve, reject) => {
    const socket = connect(controlPlane.server.port, '127.0.0.1', () => socket.write(bytes))
    let answer = ''
    socket.on('data', (chunk) => (answer += chunk.toString()))
    socket.on('end', () => resolve(answer))
    socket.on('error', reject)
  })

const expectFailure = (answer: Answer, status: number, code: string): void => {
  expect([answer.status, answer.code]).toEqual([status, code])
  expect(answer.json.success).toBe(false)
  expect(answer.error?.requestId).toBe(answer.headers.get('x-1relay-request-id'))
  expect(answer.headers.get('cache-control')).toBe('no-store')
}

describe('400', () => {
  it.each([
    ['broken JSON', '{"name":'],
    ['a lone string', '"name"'],
    ['nothing but blanks', '   '],
    ['UTF-8 cut in the middle', new Uint8Array([0x7b, 0x22, 0xc3, 0x22, 0x3a, 0x31, 0x7d])],
    ['UTF-16', new Uint8Array(Buffer.from('{"name":"x"}', 'utf16le'))],
  ])('refuses %s', async (_, body) => {
    expectFailure(await postApp(json(body)), 400, 'invalid_json')
  })

  it.each([
    ['a missing field', { name: 'x' }, '/body/origins'],
    ['a field that the contract does not have', { ...app, admin: true }, '/body/admin'],
    ['a wrong type', { ...app, name: 7 }, '/body/name'],
    ['a control character in a name', { ...app, name: 'a\nb' }, '/body/name'],
    ['an entry of a wrong form', { ...app, origins: ['https://app.example/path'] }, '/body/origins/0'],
  ])('refuses %s and says where', async (_, body, field) => {
    const answer = await postApp({ json: body })
    expectFailure(answer, 400, 'invalid_request')
    expect(answer.error?.details?.map((detail) => detail.field)).toContain(field)
  })

  it('refuses U+0000 in a string, which PostgreSQL could not store', async () => {
    const email = `p\u0000${person.email}`
    expectFailure(
      await controlPlane.ask('POST', '/v1/auth/login', {
        json: { email: person.email, password: 'x'.repeat(12) + '\u0000' },
      }),
      400,
      'invalid_request',
    )
    expectFailure(await postApp({ json: { ...app, name: email } }), 400, 'invalid_request')
  })

  it('refuses __proto__ as a field', async () => {
    expectFailure(
      await postApp(json('{"__proto__":{},"name":"x","origins":["https://a.example"]}')),
      400,
      'invalid_request',
    )
  })

  it('never repeats a value, nor a field name that might be one', async () => {
    const canary = 'sk-canary-51d0aa9f'
    const answer = await postApp({ json: { ...app, name: { [canary]: canary }, [canary]: canary, origins: [canary] } })
    expectFailure(answer, 400, 'invalid_request')
    expect(answer.text).not.toContain(canary)
    expect(controlPlane.log.join('\n')).not.toContain(canary)
  })

  it.each(['/v1/account?unknown=1', '/v1/account?unknown', '/v1/keys?label=default'])(
    'refuses a query parameter that the contract does not have: %s',
    async (path) => {
      expectFailure(await controlPlane.ask('GET', path, { session: person.session }), 400, 'invalid_request')
    },
  )

  it('refuses a query parameter that is given twice', async () => {
    const answer = await controlPlane.ask('DELETE', '/v1/keys/openai?label=a&label=b', { session: person.session })
    expectFailure(answer, 400, 'invalid_request')
  })

  it.each(['/v1/%zz', '/v1/apps/%ff', '/v1/apps/a%00b'])('refuses a path that does not decode: %s', async (path) => {
    expectFailure(await controlPlane.ask('GET', path, { session: person.session }), 400, 'invalid_path')
  })

  it.each(['%ff', 'a?%ff', '%00', 'a?%00'])('refuses a query that does not decode: %s', async (model) => {
    const { session } = person
    expectFailure(await controlPlane.ask('GET', `/v1/usage?model=${model}`, { session }), 400, 'invalid_request')
  })

  it.each([
    ['garbage', 'GARBAGE\r\n\r\n', 'invalid_request'],
    [
      'two lengths',
      'POST /v1/apps HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\n{}',
      '',
    ],
  ])('answers %s instead of HTTP in the same form, and hangs up', async (_, bytes, code) => {
    const answer = await sendRaw(bytes)
    expect(answer).toMatch(/^HTTP\/1\.1 400 /)
    const body = JSON.parse(answer.slice(answer.indexOf('\r\n\r\n')))
    expect(body.success).toBe(false)
    expect(body.error.code).toMatch(code)
  })
})

describe('404', () => {
  it.each(['/v1', '/v1/nothing', '/V1/account', '/v1/account/', '//v1/account', '/internal/nothing', '/index.html'])(
    'has nothing at %s',
    async (path) => {
      expectFailure(await controlPlane.ask('GET', path, { session: person.session }), 404, 'not_found')
    },
  )

  it('has no proxy: that is the relay', async () => {
    expectFailure(await controlPlane.ask('POST', '/v1/proxy/chat/completions', { json: {} }), 404, 'not_found')
  })
})

describe('405', () => {
  it.each([
    ['POST', '/healthz'],
    ['PATCH', '/v1/account'],
    ['OPTIONS', '/v1/apps'],
  ])('refuses %s %s and names what is allowed', async (method, path) => {
    const answer = await controlPlane.ask(method, path)
    expectFailure(answer, 405, 'method_not_supported')
    expect(answer.headers.get('allow')).toMatch(/GET/)
  })
})

describe('413', () => {
  it('refuses a body over 256 kB', async () => {
    expectFailure(await postApp({ json: { ...app, name: 'x'.repeat(300_000) } }), 413, 'body_too_large')
  })

  it('refuses a long body of unknown length while it comes', async () => {
    const body = new Blob(['{"name":"', 'x'.repeat(300_000), '"}']).stream()
    const answer = await fetch(`${controlPlane.origin}/v1/apps`, {
      method: 'POST',
      body,
      duplex: 'half',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${person.session}` },
    })
    expect(answer.status).toBe(413)
  })
})

describe('415', () => {
  it.each([
    'text/plain',
    'application/x-www-form-urlencoded',
    'multipart/form-data; boundary=x',
    'application/json; charset=utf-16',
    'application/jsonp',
    'application/vnd.api+json',
  ])('refuses a body of %s', async (type) => {
    expectFailure(
      await postApp({ body: JSON.stringify(app), headers: { 'content-type': type } }),
      415,
      'unsupported_media_type',
    )
  })

  it('refuses a compressed body, which could be any size', async () => {
    expectFailure(
      await postApp(json(JSON.stringify(app), { 'content-encoding': 'gzip' })),
      415,
      'unsupported_media_type',
    )
  })

  it('refuses a missing body where one is required', async () => {
    expectFailure(await postApp({}), 415, 'unsupported_media_type')
  })
})

describe('431', () => {
  it('refuses headers over 16 kB', async () => {
    const answer = await sendRaw(`GET /healthz HTTP/1.1\r\nHost: x\r\nX-Long: ${'a'.repeat(20_000)}\r\n\r\n`)
    expect(answer).toMatch(/^HTTP\/1\.1 431 /)
    expect(answer).toContain('"code":"headers_too_large"')
  })
})

describe('200', () => {
  it.each(['application/json', 'application/json; charset=utf-8', 'APPLICATION/JSON;charset="UTF-8"'])(
    'takes a body of %s',
    async (type) => {
      const answer = await postApp({ body: JSON.stringify(app), headers: { 'content-type': type } })
      expect(answer.status).toBe(201)
    },
  )

  it('answers HEAD as GET without the body', async () => {
    const answer = await controlPlane.ask('HEAD', '/healthz')
    expect([answer.status, answer.text]).toEqual([200, ''])
  })

  it('gives each answer an id of its own and takes none from outside', async () => {
    const headers = { 'x-1relay-request-id': 'req_mine' }
    const ids = await Promise.all([1, 2].map(() => controlPlane.ask('GET', '/v1/providers', { headers })))
    const [one, other] = ids.map((answer) => answer.headers.get('x-1relay-request-id'))
    expect(one).toMatch(/^req_[0-9A-Za-z]{16}$/)
    expect(other).not.toBe(one)
  })

  it('shows no browser page of another origin anything', async () => {
    const answer = await controlPlane.ask('GET', '/v1/providers', { headers: { origin: 'https://evil.example' } })
    expect(answer.headers.get('access-control-allow-origin')).toBeNull()
    expect(answer.headers.get('content-security-policy')).toMatch(/^default-src 'none'/)
    expect(answer.headers.get('x-content-type-options')).toBe('nosniff')
    expect(answer.headers.get('x-powered-by')).toBeNull()
    expect(answer.headers.get('cache-control')).toBe('no-store')
  })
})
