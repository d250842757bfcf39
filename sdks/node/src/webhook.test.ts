import { Webhook } from 'standardwebhooks'
import { InvalidRequestError, type OneRelayError, WebhookVerificationError } from './errors.js'
import { type Arrival, readWebhook, type UnlistedWebhookEvent, type WebhookEvent } from './webhook.js'

// The example of the Standard Webhooks specification, and its secret and id under an event, signed with `openssl dgst -sha256 -mac HMAC`.
const SECRET = 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw'
const ID = 'msg_p5jXN8AQM9LWM0D4loKWxJek'
const TIMESTAMP = '1614265330'
const NOW_MS = 1_614_265_330_000
const PUBLISHED = { body: '{"test": 2432232314}', signature: 'v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=' }
const COMPUTED = {
  body: '{"type":"webhook.test","timestamp":"2021-02-25T14:55:30.000Z","data":{}}',
  signature: 'v1,Hif5fKTl1xEEvzVzoRHxVjfvNHG0YCR0Wc1Hr4PAnzk=',
}

const budgetReached = {
  type: 'budget.reached',
  timestamp: '2021-02-25T14:55:30.000Z',
  data: {
    subject: { kind: 'key', keyId: '0Ab1Cd2Ef3Gh4Ij5', name: 'Schlüssel „Käfer“ 🐞' },
    period: 'month',
    percent: 80,
    capMicros: 10_000_000,
    spentMicros: 8_000_001,
    resetsAt: '2021-03-01T00:00:00.000Z',
  },
}
const BODY = JSON.stringify(budgetReached)

const sign = (body: string, { secret = SECRET, id = ID, atMs = NOW_MS } = {}) => ({
  'webhook-id': id,
  'webhook-timestamp': String(Math.floor(atMs / 1000)),
  'webhook-signature': new Webhook(secret).sign(id, new Date(atMs), body),
})
const arrival = (changes: Partial<Arrival> = {}): Arrival => ({
  body: BODY,
  headers: sign(BODY),
  secret: SECRET,
  nowMs: NOW_MS,
  ...changes,
})
const failureOf = (changes: Partial<Arrival>): OneRelayError => {
  try {
    readWebhook(arrival(changes))
  } catch (error) {
    if (error instanceof WebhookVerificationError || error instanceof InvalidRequestError) return error
    throw error
  }
  throw new Error('it was taken for an event')
}

describe('a request that is not from 1Relay', () => {
  it.each([
    ['a body that was changed', { body: BODY.replace('"percent":80', '"percent":100') }],
    ['a body that was parsed and written again', { body: JSON.stringify(JSON.parse(BODY), null, 1) }],
    ['no body', { body: '' }],
    ['the id of another event', { headers: { ...sign(BODY), 'webhook-id': 'msg_other' } }],
    ['a fresh timestamp on an old signature', { headers: { ...sign(BODY), 'webhook-timestamp': '1614265331' } }],
    ['the signature of another body', { headers: sign('{}') }],
    [
      'id and body divided in another way',
      { body: `0.${BODY}`, headers: { ...sign(BODY), 'webhook-id': ID.slice(0, -2) } },
    ],
    ['the secret of another webhook', { headers: sign(BODY, { secret: `whsec_${btoa('x'.repeat(24))}` }) }],
    ['a signature that was cut', { headers: { ...sign(BODY), 'webhook-signature': COMPUTED.signature.slice(0, -1) } }],
    ['a signature without its version', { headers: bare((signature) => signature.slice(3)) }],
    ['a signature of a version that is not the secret’s', { headers: bare((signature) => `v1a${signature.slice(2)}`) }],
    ['nothing behind the version', { headers: { ...sign(BODY), 'webhook-signature': 'v1 v1, v1,,' } }],
    ['two ids', { headers: { ...sign(BODY), 'webhook-id': [ID, 'msg_other'] } }],
  ])('is refused: %s', (_name, changes) => {
    expect(failureOf(changes)).toMatchObject({ code: 'invalid_webhook_signature', source: 'client' })
  })

  it.each(['webhook-id', 'webhook-timestamp', 'webhook-signature'])('is refused without %s', (name) => {
    for (const value of [undefined, '', []])
      expect(failureOf({ headers: { ...sign(BODY), [name]: value } }).code).toBe('missing_webhook_headers')
    const headers = new Headers(sign(BODY))
    headers.delete(name)
    expect(failureOf({ headers }).code).toBe('missing_webhook_headers')
  })

  it('is refused when it is more than five minutes old, or as much ahead', () => {
    for (const seconds of [301, 86_400, -301, -86_400])
      expect(failureOf({ nowMs: NOW_MS + seconds * 1000 }).code).toBe('invalid_webhook_timestamp')
    for (const seconds of [300, 0, -300]) readWebhook(arrival({ nowMs: NOW_MS + seconds * 1000 }))
  })

  it.each(['soon', '1614265330.0', '-1614265330', '1614265330x', '1e9', ' ', '1614265330, 1614265330'])(
    'is refused when its time is %j',
    (timestamp) => {
      const headers = { ...sign(BODY), 'webhook-timestamp': timestamp }
      expect(failureOf({ headers }).code).toBe('invalid_webhook_timestamp')
    },
  )
})

function bare(change: (signature: string) => string) {
  const headers = sign(BODY)
  return { ...headers, 'webhook-signature': change(headers['webhook-signature']) }
}

describe('what is signed', () => {
  it.each(['', 'budget reached', BODY.slice(0, -1), 'null', '"webhook.test"', '[]', '{}', '{"type":1}'])(
    'and is no event is refused: %j',
    (body) => {
      expect(failureOf({ body, headers: sign(body) }).code).toBe('invalid_webhook_body')
    },
  )

  it('is not looked at when it was parsed before', () => {
    for (const body of [budgetReached, null, undefined, new ArrayBuffer(2)]) {
      const error = failureOf({ body: body as never })
      expect(error).toBeInstanceOf(InvalidRequestError)
      expect(error).toMatchObject({ code: 'invalid_argument', message: expect.stringMatching(/raw body/) as string })
    }
  })
})

it.each([
  ['nothing', undefined],
  ['an empty one', ''],
  ['one without its beginning', SECRET.slice(6)],
  ['a beginning alone', 'whsec_'],
  ['one that was cut when it was pasted', SECRET.slice(0, -1)],
  ['one with the end of its line', `${SECRET}\n`],
  ['one that is no base64', `whsec_${'-'.repeat(32)}`],
  ['a client secret', '1r_cs_0Ab1Cd2Ef3Gh4Ij5_'],
])('for a secret, %s is refused, and not quoted', (_name, secret) => {
  const error = failureOf({ secret: secret as string })
  expect(error).toBeInstanceOf(InvalidRequestError)
  expect(error.code).toBe('invalid_webhook_secret')
  expect(error.message).toBe('secret must be the whole whsec_… of the webhook.')
})

describe('an event', () => {
  it('is taken as the specification signs it', () => {
    const headers = (signature: string) => ({
      'webhook-id': ID,
      'webhook-timestamp': TIMESTAMP,
      'webhook-signature': signature,
    })
    expect(readWebhook(arrival({ body: COMPUTED.body, headers: headers(COMPUTED.signature) })).type).toBe(
      'webhook.test',
    )
    // Its signature fits; it is nothing that 1Relay sends.
    const published = { body: PUBLISHED.body, headers: headers(PUBLISHED.signature) }
    expect(failureOf(published).code).toBe('invalid_webhook_body')
  })

  it('is taken from a string or bytes, as they come', () => {
    const bytes = new TextEncoder().encode(BODY)
    const inside = new Uint8Array([0, ...bytes, 0]).subarray(1, -1)
    for (const body of [BODY, bytes, inside, Buffer.from(BODY)])
      expect(readWebhook(arrival({ body }))).toEqual(budgetReached)
  })

  it('is taken with headers of the Fetch standard, of Node, and in any case', () => {
    const headers = sign(BODY)
    const shouted = Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toUpperCase(), value]))
    const lists = Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, [value]]))
    const node = { ...headers, host: 'api.example.com', 'set-cookie': ['a', 'b'], get: 'a header' }
    for (const some of [headers, new Headers(headers), shouted, lists, node])
      expect(readWebhook(arrival({ headers: some }))).toEqual(budgetReached)
  })

  it('is taken when one of several signatures fits, wherever it stands', () => {
    const ours = sign(BODY)['webhook-signature']
    const old = sign(BODY, { secret: `whsec_${btoa('x'.repeat(24))}` })['webhook-signature']
    const joined = [`${old} ${ours}`, `${ours} ${old}`, `v1a,${'A'.repeat(86)}== ${ours}`, `${old}, ${ours}`]
    for (const signatures of [...joined, [old, ours], [ours, old]]) {
      const headers = { ...sign(BODY), 'webhook-signature': signatures }
      expect(readWebhook(arrival({ headers }))).toEqual(budgetReached)
    }
    expect(failureOf({ headers: { ...sign(BODY), 'webhook-signature': `${old} ${old}` } }).code).toBe(
      'invalid_webhook_signature',
    )
  })

  it('is typed by its type, also when this package does not know it', () => {
    const say = (event: WebhookEvent): string => {
      switch (event.type) {
        case 'budget.reached': {
          const { subject, percent } = event.data
          return `${subject.kind === 'key' ? subject.name : subject.connectionId} ${percent satisfies 80 | 100}`
        }
        case 'connection.revoked':
          return `${event.data.userReference ?? event.data.connectionId} left`
        case 'webhook.test':
          return 'test'
        default: {
          const unlisted: UnlistedWebhookEvent = event
          const type: string = unlisted.type
          return `${type} ${Object.keys(event.data).join()}`
        }
      }
    }
    const read = (event: object) => {
      const body = JSON.stringify(event)
      return readWebhook(arrival({ body, headers: sign(body) }))
    }
    const left = { connectionId: '0Ab1Cd2Ef3Gh4Ij5', userReference: null, revokedAt: '2026-11-21T12:00:00.000Z' }
    expect(say(read({ ...budgetReached, type: 'connection.revoked', data: left }))).toBe('0Ab1Cd2Ef3Gh4Ij5 left')
    expect(say(read(budgetReached))).toBe('Schlüssel „Käfer“ 🐞 80')
    expect(say(read({ ...budgetReached, type: 'key.revoked', data: { keyId: 'x' } }))).toBe('key.revoked keyId')
    const { data } = read(budgetReached)
    // @ts-expect-error before its type is looked at, an event may be any
    data.percent satisfies number
  })
})
