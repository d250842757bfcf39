import { createLogger, maskSecrets } from './index.js'

const half = 'A1b2C3d4E5f6G7h8I9j0K1l2M3n4O5p6Q7r8S9t0U1v'
const id = 'Zy9Xw8Vu7Ts6Rq5P'
const ourToken = `1r_at_${id}_${half}_${half}_00abCD`
const relayKey = `rk_agent_${id}_${half}_00abCD`
const shapes = {
  'access token': ourToken,
  'relay key': relayKey,
  'OpenAI key': 'sk-proj-canary0123456789abcdefghij',
  'Anthropic key': 'sk-ant-api03-canary0123456789-abcdef',
  'Google key': 'AIzaSyCanary0123456789_abcdefghijklmnop',
  'Groq key': 'gsk_canary0123456789abcdefghij',
  'Stripe key': 'sk_live_canary0123456789abcdef',
  JWT: 'eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJjYW5hcnkifQ.c2lnbmF0dXJlY2FuYXJ5',
}
const plain = 'canary without any shape'

const capture = () => {
  const lines: string[] = []
  const log = createLogger({ name: 'test', level: 'trace', destination: { write: (line) => lines.push(line) } })
  return { log, text: () => lines.join(''), entry: () => JSON.parse(lines[0] ?? '') as Record<string, unknown> }
}

describe.each(Object.entries(shapes))('by shape: %s', (_, secret) => {
  it.each<[string, (log: ReturnType<typeof capture>['log']) => void]>([
    ['the message', (log) => log.info(`called with ${secret}`)],
    ['a format argument', (log) => log.info('called with %s', secret)],
    ['an innocent field', (log) => log.info({ note: `x=${secret}` }, 'x')],
    ['the middle of a string', (log) => log.info({ note: `"${secret}",` }, 'x')],
    ['a nested field', (log) => log.info({ a: { b: { c: { d: [{ e: secret }] } } } }, 'x')],
    ['an array', (log) => log.info({ list: ['one', secret] }, 'x')],
    ['a field name', (log) => log.info({ [secret]: 1 }, 'x')],
    ['a URL', (log) => log.info({ url: `https://x.example/v1?key=${secret}&a=1` }, 'x')],
    ['an escaped URL', (log) => log.info({ url: `/v1?q=a%3D${secret}` }, 'x')],
    ['a header', (log) => log.info({ headers: { 'x-other': `Bearer ${secret}` } }, 'x')],
    ['an error message', (log) => log.error(new Error(`refused ${secret}`))],
    ['a later line of an error message', (log) => log.error(new Error(`refused\n${secret}`))],
    ['an error cause', (log) => log.error({ err: new Error('x', { cause: new Error(secret) }) }, 'x')],
    ['an error under another field', (log) => log.error({ error: new Error(secret) }, 'x')],
    ['a thrown string', (log) => log.error({ err: secret }, 'x')],
    ['bindings of a child', (log) => log.child({ who: secret }).warn('x')],
  ])('is masked in %s', (_place, write) => {
    const { log, text, entry } = capture()
    write(log)
    expect(text()).not.toContain(secret)
    expect(text()).toContain('[redacted]')
    expect(entry()['name']).toBe('test')
  })

  it('is masked in a stack', () => {
    const { log, text } = capture()
    const error = new Error('x')
    error.stack = `Error: x\n    at f (/srv/${secret}.js:1:1)`
    log.error(error)
    expect(text()).not.toContain(secret)
  })
})

describe('by name', () => {
  it.each([
    'authorization',
    'Authorization',
    'cookie',
    'set-cookie',
    'password',
    'masterPassword',
    'master_password',
    'token',
    'accessToken',
    'publicToken',
    'linkToken',
    'x-relay-token',
    'clientSecret',
    'secret',
    'INTERNAL_SECRET',
    'key',
    'apiKey',
    'x-api-key',
    'x-goog-api-key',
    'credential',
    'seal',
    'auth',
    'proof',
    'recoveryCode',
    'privateKey',
  ])('%s is redacted at any depth, whatever its value looks like', (name) => {
    const { log, text } = capture()
    log.info({ [name]: plain, a: [{ b: { [name]: plain } }], c: { [name]: { deep: [plain] } } }, 'x')
    expect(text()).not.toContain(plain)
  })

  it('redacts the value that follows a secret name in a list of headers', () => {
    const { log, text } = capture()
    log.info({ rawHeaders: ['Accept', 'text/html', 'Cookie', plain], entries: [['x-api-key', plain]] }, 'x')
    expect(text()).not.toContain(plain)
    expect(text()).toContain('text/html')
  })

  it('redacts a named value inside a string of JSON or a query', () => {
    const { log, text } = capture()
    log.info({ body: JSON.stringify({ apiKey: plain }), query: '?access_token=canary-1234' }, 'x')
    expect(text()).not.toContain('canary')
  })

  it('never writes what a library hangs on its errors', () => {
    const { log, text } = capture()
    log.error(Object.assign(new Error('x'), { detail: plain, config: { headers: { a: plain } } }))
    expect(text()).not.toContain(plain)
  })
})

describe('what stays readable', () => {
  it.each([
    'task-management of work_application in basic mode',
    'gave 12 input tokens and 30 output tokens',
    `app 1r_cid_${id} asked`,
    'GET /v1/keys/openai 200',
  ])('leaves "%s" alone', (sentence) => {
    const { log, entry } = capture()
    log.info(sentence)
    expect(entry()['msg']).toBe(sentence)
  })

  it('keeps the public id of a token, so that the grant can be found', () => {
    expect(maskSecrets(`revoked ${ourToken}`)).toBe(`revoked 1r_at_${id}_[redacted]`)
  })

  it('keeps host and user of a connection string', () => {
    expect(maskSecrets('postgres://relay:hunter2@db:5432/x')).toBe('postgres://relay:[redacted]@db:5432/x')
  })

  it('keeps counts, flags and nulls', () => {
    const { log, entry } = capture()
    log.info({ inputTokens: 5, key: null, auth: false }, 'x')
    expect(entry()).toMatchObject({ inputTokens: 5, key: null, auth: false, level: 'info' })
  })

  it('bounds messages, stacks and chains of causes', () => {
    const { log, text } = capture()
    let error = new Error('x'.repeat(100_000))
    for (let at = 0; at < 50; at++) error = new Error('y'.repeat(100_000), { cause: error })
    log.error(error)
    expect(text().length).toBeLessThan(50_000)
  })

  it('masks by shape what is not JSON', () => {
    const { redactLine } = jest.requireActual<typeof import('./redact.js')>('./redact.js')
    expect(redactLine(`broken { ${ourToken}`)).toBe(`broken { 1r_at_${id}_[redacted]`)
  })
})
