import { type ControlPlane, startControlPlane } from '../testing/harness.testing.js'

let controlPlane: ControlPlane

beforeAll(async () => {
  controlPlane = await startControlPlane({ config: { throttleScale: 1, trustProxyHops: 0 } })
})
afterAll(() => controlPlane.close())

it('does not believe X-Forwarded-For unless a proxy of ours is configured', async () => {
  const login = (at: number) =>
    controlPlane.ask('POST', '/v1/auth/login', {
      json: { email: `a${at}@example.com`, password: 'not this password' },
      headers: {
        'x-forwarded-for': `203.0.113.${at}`,
        forwarded: `for=203.0.113.${at}`,
        'x-real-ip': `203.0.113.${at}`,
      },
    })
  const answers = await Promise.all(Array.from({ length: 22 }, (_, at) => login(at)))
  expect(answers.filter(({ status }) => status === 429)).toHaveLength(2)
})
