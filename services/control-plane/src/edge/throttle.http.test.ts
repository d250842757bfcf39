import { type Answer, type ControlPlane, startControlPlane } from '../testing/harness.testing.js'

let controlPlane: ControlPlane

beforeAll(async () => {
  controlPlane = await startControlPlane({ config: { throttleScale: 1, trustProxyHops: 1 } })
})
afterAll(() => controlPlane.close())

const from = (address: string) => ({ headers: { 'x-forwarded-for': address } })

const login = (email: string, address: string): Promise<Answer> =>
  controlPlane.ask('POST', '/v1/auth/login', { json: { email, password: 'not this password' }, ...from(address) })

const codesOf = async (asks: (() => Promise<Answer>)[]): Promise<(string | undefined)[]> => {
  const answers = await Promise.all(asks.map((ask) => ask()))
  return answers.map(({ code }) => code).sort()
}

const times = <T>(count: number, make: (at: number) => T): T[] => Array.from({ length: count }, (_, at) => make(at))

describe('429', () => {
  it('stops an address that guesses at many accounts, exactly at the limit', async () => {
    const codes = await codesOf(times(25, (at) => () => login(`a${at}@example.com`, '203.0.113.1')))
    expect(codes).toEqual([...times(20, () => 'invalid_credentials'), ...times(5, () => 'rate_limited')])
  })

  it('stops many addresses that guess at one account, in any spelling', async () => {
    const spell = (at: number): string => (at % 2 ? 'One@Example.com' : 'one@example.com')
    const codes = await codesOf(times(55, (at) => () => login(spell(at), `198.51.100.${10 + at}`)))
    expect(codes).toEqual([...times(50, () => 'invalid_credentials'), ...times(5, () => 'rate_limited')])
  })

  it('stops one address that guesses at one account', async () => {
    const codes = await codesOf(times(15, () => () => login('two@example.com', '203.0.113.7')))
    expect(codes).toEqual([...times(10, () => 'invalid_credentials'), ...times(5, () => 'rate_limited')])
  })

  it('stops a management token from any number of addresses and on all routes together, and no other one', async () => {
    const text = (end: string): string => `rk_mgmt_${'a'.repeat(16)}_${'b'.repeat(43)}_00000${end}`
    const ask = (end: string, address: string, path = '/api/v1/delegated-credentials') =>
      controlPlane.ask('GET', path, { session: text(end), ...from(address) })
    const members = `/v1/workspaces/${'a'.repeat(16)}/members`
    const asks = times(605, (at) => () => ask('0', `198.51.100.${at % 250}`, ...(at % 2 ? [members] : [])))
    const codes = await codesOf(asks)
    expect(codes.filter((code) => code === 'rate_limited')).toHaveLength(5)
    expect((await ask('1', '198.51.100.1')).code).toBe('invalid_token')
  })

  it('says when to come back', async () => {
    const answers = await Promise.all(times(25, (at) => login(`b${at}@example.com`, '203.0.113.2')))
    const refused = answers.filter(({ status }) => status === 429)
    expect(refused).toHaveLength(5)
    for (const { headers, code } of refused) {
      expect(code).toBe('rate_limited')
      expect(Number(headers.get('retry-after'))).toBeGreaterThanOrEqual(1)
      expect(Number(headers.get('retry-after'))).toBeLessThanOrEqual(60)
    }
  })

  it('does not believe an address that the client wrote in front of the proxy', async () => {
    const codes = await codesOf(times(25, (at) => () => login(`c${at}@example.com`, `198.51.100.${at}, 203.0.113.3`)))
    expect(codes.filter((code) => code === 'rate_limited')).toHaveLength(5)
  })

  it('counts a /64 of IPv6 as one client, which has all of it', async () => {
    const codes = await codesOf(times(25, (at) => () => login(`d${at}@example.com`, `2001:db8:1:1::${at + 1}`)))
    expect(codes.filter((code) => code === 'rate_limited')).toHaveLength(5)
  })

  it('makes few accounts for one address', async () => {
    const register = (at: number) => () =>
      controlPlane.ask('POST', '/v1/auth/register', {
        json: { email: `r${at}@example.com`, password: 'a good password' },
        ...from('203.0.113.4'),
      })
    const codes = await codesOf(times(13, register))
    expect(codes).toEqual([...times(3, () => 'rate_limited'), ...times(10, () => undefined)])
  })

  it('counts refused credentials too: guessing at tokens is not free', async () => {
    const ask = () => controlPlane.ask('GET', '/v1/account', { session: 'nonsense', ...from('203.0.113.5') })
    const codes = await codesOf(times(305, () => ask))
    expect(codes.filter((code) => code === 'rate_limited')).toHaveLength(5)
  })
})

describe('200', () => {
  it('lets a person in at whose account strangers guess: what one address was refused counts for nobody else', async () => {
    const json = { email: 'three@example.com', password: 'a good password' }
    await controlPlane.ask('POST', '/v1/auth/register', { json, ...from('203.0.113.9') })
    const codes = await codesOf(times(80, (at) => () => login(json.email, `192.0.2.${at % 4}`)))
    expect(codes.filter((code) => code === 'rate_limited')).toHaveLength(40)
    expect((await controlPlane.ask('POST', '/v1/auth/login', { json, ...from('203.0.113.9') })).status).toBe(200)
  })

  it('goes on for everybody else', async () => {
    const answer = await controlPlane.ask('GET', '/v1/providers', from('203.0.113.1'))
    expect(answer.status).toBe(200)
    expect((await login('somebody@example.com', '203.0.113.99')).code).toBe('invalid_credentials')
  })

  it('never limits the health check', async () => {
    const codes = await codesOf(times(310, () => () => controlPlane.ask('GET', '/healthz', from('203.0.113.6'))))
    expect(new Set(codes)).toEqual(new Set([undefined]))
  })
})
