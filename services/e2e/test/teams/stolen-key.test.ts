import { call, canary, expectData } from '../../house/api.js'
import { callFrom, type Reply } from '../../house/call-from.js'
import { waitForMailedLink } from '../../house/console.js'
import { until } from '../../house/fleet/index.js'
import { type IssuedKey, issueKey, makeTeam, protect, readAudit, type Team } from '../../house/team.js'

const HOME = '127.0.0.1'
const THIEF = '127.0.0.2'
const holderEmail = `${canary('holder-').slice(0, 16)}@example.com`
let team: Team
let key: IssuedKey
let confirmation: string

beforeAll(async () => {
  team = await makeTeam()
  const connectionId = await protect(team, { upstream: 'openai', auth: { kind: 'bearer' }, secret: canary('sk-proj-') })
  key = await issueKey(team, connectionId, { owner: 'person', holderEmail, methods: ['GET'], paths: ['/v1/models'] })
})

const codeOf = ({ text }: Reply): string | undefined => (JSON.parse(text) as { error?: { code?: string } }).error?.code

// One walk in order: the drill that the front page tells.
describe('a key of a person that leaks', () => {
  it('trusts the first address that it is used from', async () => {
    expect((await callFrom(HOME, key)).status).toBe(200)
  })

  it('is locked from another one, whatever that one says of itself, and the upstream hears nothing', async () => {
    const stolen = await callFrom(THIEF, key)
    expect([stolen.status, codeOf(stolen)]).toEqual([423, 'ip_confirmation_required'])
    await until('the refusal is in the audit', async () =>
      (await readAudit(team)).some(
        ({ call: line }) =>
          line?.ip === THIEF && line.decision === 'refused' && line.reason === 'ip_confirmation_required',
      ),
    )
    expect(
      (await readAudit(team)).filter(({ call: line }) => line?.ip === THIEF && line.decision === 'allowed'),
    ).toEqual([])
    expect((await callFrom(HOME, key)).status).toBe(200)
  })

  it('has its holder asked by mail, who is told from where, with what and for what', async () => {
    const link = await waitForMailedLink(holderEmail, /http:\/\/[^\s"<]+\/confirm-ip#[\w-]+/)
    confirmation = new URL(link).hash.slice(1)
    const preview = await expectData<{ confirmation: unknown }>('/v1/ip-confirmations/preview', {
      body: { token: confirmation },
    })
    expect(JSON.stringify(preview)).toContain(THIEF)
    expect(JSON.stringify(preview)).toContain('cursor/0.42')
    expect((await callFrom(THIEF, key)).status).toBe(423)
  })

  it('works from there once the holder has confirmed it, and the link works once', async () => {
    expect((await call('/v1/ip-confirmations/confirm', { body: { token: confirmation } })).status).toBe(200)
    expect((await callFrom(THIEF, key)).status).toBe(200)
    expect((await call('/v1/ip-confirmations/confirm', { body: { token: confirmation } })).status).toBe(410)
  })

  it('is locked there again at the next request after an admin has revoked the address', async () => {
    const { trustedIps } = await expectData<{ trustedIps: { id: string; network: string }[] }>(
      `${team.path}/trusted-ips`,
      { as: team.admin.session },
    )
    const trusted = trustedIps.find((entry) => JSON.stringify(entry).includes(THIEF))
    if (trusted === undefined) throw new Error('the confirmed address is in no list')
    const answer = await call(`${team.path}/trusted-ips/${trusted.id}`, { as: team.admin.session, method: 'DELETE' })
    expect(answer.status).toBe(200)
    expect((await callFrom(THIEF, key)).status).toBe(423)
    expect((await callFrom(HOME, key)).status).toBe(200)
  })

  it('is dead everywhere once it is revoked', async () => {
    const path = `${team.path}/keys/${key.id}`
    expect((await call(path, { as: team.admin.session, method: 'DELETE' })).status).toBe(200)
    for (const address of [HOME, THIEF]) {
      const answer = await callFrom(address, key)
      expect([answer.status, codeOf(answer)]).toEqual([401, 'invalid_token'])
    }
  })
})
