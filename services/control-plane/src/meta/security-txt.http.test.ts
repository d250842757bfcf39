import { type ControlPlane, PUBLIC_ORIGIN, startControlPlane } from '../testing/harness.testing.js'

const started: ControlPlane[] = []
const start = async (securityContact: string | undefined): Promise<ControlPlane> => {
  const controlPlane = await startControlPlane({ config: { securityContact } })
  started.push(controlPlane)
  return controlPlane
}
afterAll(() => Promise.all(started.map((controlPlane) => controlPlane.close())))

const path = '/.well-known/security.txt'

describe('security.txt', () => {
  it('does not exist where nobody is named: a contact that nobody reads is worse than none', async () => {
    const answer = await fetch((await start(undefined)).origin + path, { headers: { accept: 'text/html' } })
    expect([answer.status, await answer.json()]).toMatchObject([404, { error: { code: 'not_found' } }])
  })

  it('says whom to tell, until when, and by which policy, in the form of RFC 9116', async () => {
    const answer = await fetch((await start('mailto:security@example.com')).origin + path)
    const text = await answer.text()
    expect([answer.status, answer.headers.get('content-type')]).toEqual([200, 'text/plain; charset=utf-8'])
    const fields = text
      .trimEnd()
      .split('\n')
      .map((line) => line.split(': ') as [string, string])
    const field = Object.fromEntries(fields)
    expect(fields).toHaveLength(Object.keys(field).length)
    expect(field).toMatchObject({
      Contact: 'mailto:security@example.com',
      'Preferred-Languages': 'en',
      Canonical: PUBLIC_ORIGIN + path,
      Policy: `${PUBLIC_ORIGIN}/docs/security#reporting`,
    })
    const days = (Date.parse(field['Expires'] ?? '') - Date.now()) / 86_400_000
    expect(days > 30 && days < 365).toBe(true)
  })
})
