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
      Array.from({ length: 8 }, (_, at) => request('One@example.com', `203.0.113.${at}`)),
    )
    expect(statuses.sort()).toEqual([200, 200, 200, 200, 200, 429, 429, 429])
  })

  it('lets one client mail twenty strangers and no more', async () => {
    const statuses = await Promise.all(
      Array.from({ length: 23 }, (_, at) => request(`s${at}@example.com`, '203.0.113.200')),
    )
    expect(statuses.filter((status) => status === 429)).toHaveLength(3)
  })
})
