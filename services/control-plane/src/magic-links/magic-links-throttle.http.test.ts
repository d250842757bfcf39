import { type ControlPlane, startControlPlane } from '../testing/harness.testing.js'

let controlPlane: ControlPlane

beforeAll(async () => {
  controlPlane = await startControlPlane({ config: { throttleScale: 1, trustProxyHops: 1 } })
})
afterAll(() => controlPlane.close())

const request = async (email: string, address: string): Promise<number> => {
  const ask = { json: { email }, headers: { 'x-forwarded-for': address } }
  return (await controlPlane.ask('POST', '/v1/auth/magic-link', ask)).status
}

describe('429', () => {
  it('fills nobody’s mailbox, from however many addresses it is asked', async () => {
    const statuses = await Promise.all(
      Array.from({ length: 23 }, (_, at) => request('One@example.com', `203.0.113.${at}`)),
    )
    expect(statuses.filter((status) => status === 429)).toHaveLength(3)
  })

  it('lets one client mail a stranger five times, and does not keep that person from asking', async () => {
    const asked = Array.from({ length: 30 }, () => request('two@example.com', '203.0.113.100'))
    expect((await Promise.all(asked)).filter((status) => status === 200)).toHaveLength(5)
    expect(await request('two@example.com', '203.0.113.101')).toBe(200)
  })

  it('lets one client mail twenty strangers and no more', async () => {
    const statuses = await Promise.all(
      Array.from({ length: 23 }, (_, at) => request(`s${at}@example.com`, '203.0.113.200')),
    )
    expect(statuses.filter((status) => status === 429)).toHaveLength(3)
  })
})
