import { credentialBytes, refuseCredential } from './credential.js'
import { NO_AUTH, parseAuth, parseEnvironment, parseUpstream } from './parse-protection.js'

describe('parseAuth', () => {
  it.each(['', 'x api key', 'x:y', 'é'])('takes no header of the name %j', (name) => {
    expect(parseAuth({ ...NO_AUTH, kind: 'header', name })).toMatchObject({
      ok: false,
      problems: { name: expect.any(String) },
    })
  })

  it.each([
    'http://auth.example.com/token',
    'https://user@auth.example.com/token',
    'https://auth.example.com/token#x',
    'https://{tenant}.example.com/token',
    'token',
  ])('fetches no access token from %s', (tokenUrl) => {
    expect(parseAuth({ ...NO_AUTH, kind: 'oauth2', tokenUrl })).toMatchObject({ ok: false })
  })

  it('spells a token URL as the relay will, and leaves out what is empty', () => {
    const text = { ...NO_AUTH, kind: 'oauth2' as const, tokenUrl: ' https://Auth.Example.com ', scope: 'a b' }
    expect(parseAuth(text)).toEqual({
      ok: true,
      value: { kind: 'oauth2', tokenUrl: 'https://auth.example.com/', clientAuth: 'basic', scope: 'a b' },
    })
  })
})

describe('parseUpstream', () => {
  it.each([
    ['http://api.example.com', ''],
    ['https://localhost', ''],
    ['https://{tenant}.example.com', ''],
    ['https://{tenant}.example.com', 'evil.example/'],
    ['https://{tenant}.example.com', 'a.b'],
  ])('refuses %s with %j', (address, tenant) => {
    expect(parseUpstream(address, tenant)).toBeUndefined()
  })

  it('is the origin alone, with the customer’s part in place', () => {
    expect(parseUpstream('https://{tenant}.example.com', ' acme ')).toBe('https://acme.example.com')
    expect(parseUpstream('api.example.com/v1/things', '')).toBe('https://api.example.com')
  })
})

describe('a credential', () => {
  it.each([
    ['bearer', { first: '', second: '' }],
    ['bearer', { first: '', second: 'sk-1\nX: y' }],
    ['bearer', { first: '', second: 'sk-1 ' }],
    ['basic', { first: 'a:b', second: 'c' }],
    ['oauth2', { first: '', second: 'c' }],
    ['oauth2', { first: 'a', second: '' }],
  ] as const)('is refused before it is sealed: %s %j', (kind, text) => {
    expect(Object.keys(refuseCredential(kind, text))).not.toEqual([])
  })

  it('joins its halves as the relay expects them', () => {
    const joined = (kind: 'basic' | 'query') =>
      new TextDecoder().decode(credentialBytes(kind, { first: 'a', second: 'b' }))
    expect([joined('basic'), joined('query')]).toEqual(['a:b', 'b'])
    expect(refuseCredential('basic', { first: 'key', second: '' })).toEqual({})
  })
})

it('an environment is a label or none, and nothing else', () => {
  expect(['', ' Production ', 'a b', '-x'].map(parseEnvironment)).toEqual([undefined, 'production', null, null])
})
