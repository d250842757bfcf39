import { call } from '../../house/api.js'
import { ask, codeOf, Fleet, makeSpender, open, REDIS_KINDS, until } from '../../house/fleet/index.js'

const STREAMS = 100

describe.each(REDIS_KINDS)('on %s', (_, isOnCluster) => {
  let fleet: Fleet

  beforeAll(async () => {
    fleet = await Fleet.start({ relays: 2, isOnCluster })
  })
  afterAll(() => fleet.stop())

  it('a revocation cuts all open streams on all relays, and admits nobody once it is answered', async () => {
    const grant = await makeSpender({ budgets: [{ period: 'total', capMicros: 1_000_000_000 }] })
    const question = (agent: string) => ({
      token: grant.token,
      agent,
      isStream: true,
      inputTokens: 100,
      outputTokens: 50,
    })
    const opening = Array.from({ length: STREAMS }, (_, n) =>
      open(fleet.relay(n).origin, { ...question(`open.${n}`), isPatient: true }),
    )
    const streams = await Promise.all(opening)
    expect(new Set(streams.map(({ status }) => status))).toEqual(new Set([200]))

    const answer = await call(`/v1/bot-tokens/${grant.id}`, { method: 'DELETE', as: grant.person.session })
    expect(answer.status).toBe(200)
    const late = await Promise.all(
      Array.from({ length: 20 }, (_, n) => ask(fleet.relay(n).origin, question(`late.${n}`))),
    )
    expect(new Set(late.map((reply) => `${reply.status} ${codeOf(reply)}`))).toEqual(new Set(['401 invalid_token']))
    expect([...fleet.upstream.served.keys()].filter((agent) => agent.startsWith('late'))).toEqual([])

    // The upstream sends not one byte more before they have all ended.
    const ends = await Promise.all(streams.map(({ reply }) => reply))
    expect(new Set(ends.map(codeOf))).toEqual(new Set(['invalid_token']))
    await until('the upstream is let go', () => fleet.upstream.open === 0)
    await until('every stream has its row', async () => {
      const rows = await fleet.rows(grant.id)
      return rows.filter(({ outcome }) => outcome === 'cut_off').length === STREAMS
    })
  })
})
