import {
  ask,
  codeOf,
  Fleet,
  makeSpender,
  open,
  REDIS_KINDS,
  until,
  type Spender,
  type UsageRecord,
} from '../../house/fleet/index.js'

const CLIENTS = 12
const ROUNDS = 3
// Room for the requests of dead relays, whose places are taken until their deadline.
const AT_ONCE = 2 * CLIENTS

describe.each(REDIS_KINDS)('on %s', (_, isOnCluster) => {
  let fleet: Fleet
  let grant: Spender

  beforeAll(async () => {
    fleet = await Fleet.start({ relays: 3, isOnCluster, relayEnv: { HOLD_TTL_MS: '1500' } })
    const budgets = [{ period: 'total' as const, capMicros: 1_000_000_000 }]
    grant = await makeSpender({ budgets, limits: { concurrentRequests: AT_ONCE } })
  })
  afterAll(() => fleet.stop())

  const question = (agent: string, isStream: boolean) => ({
    token: grant.token,
    agent,
    isStream,
    isPatient: true,
    inputTokens: 100,
    outputTokens: 50,
  })

  /** Asks all relays in turn, and bears with those that are dead. */
  const runClients = (isLoaded: () => boolean): Promise<unknown> => {
    const client = async (n: number): Promise<void> => {
      for (let i = 0; isLoaded(); i++) {
        await ask(fleet.relay(n + i).origin, question(`${n}.${i}`, n % 2 === 0)).catch(() => undefined)
      }
    }
    return Promise.all(Array.from({ length: CLIENTS }, (_, n) => client(n)))
  }

  const killUnderLoad = async (): Promise<void> => {
    for (let round = 0; round < ROUNDS; round++) {
      fleet.upstream.hold()
      await until('every relay serves', () => fleet.upstream.open >= CLIENTS)
      const relay = fleet.relay(round)
      await relay.kill()
      fleet.upstream.release()
      await relay.start()
    }
  }

  const rowsOf = async (agents: Iterable<string>): Promise<UsageRecord[]> => {
    const wanted = new Set(agents)
    return (await fleet.rows(grant.id)).filter(({ agent, decision }) => decision === 'allowed' && wanted.has(agent))
  }

  it('killed relays leave one row of every request that was admitted, no open hold, and no place taken', async () => {
    let isLoaded = true
    const clients = runClients(() => isLoaded)
    await killUnderLoad()
    isLoaded = false
    await clients
    await until('no hold is open', async () => (await fleet.deadlines(grant.ledgerId)).length === 0)
    const served = [...fleet.upstream.served.keys()]
    await until('every request has its row', async () => (await rowsOf(served)).length >= served.length)

    const rows = (await fleet.rows(grant.id)).filter(({ decision }) => decision === 'allowed')
    const agents = rows.map(({ agent }) => agent)
    expect(new Set(agents).size).toBe(agents.length)
    expect(served.filter((agent) => !agents.includes(agent))).toEqual([])
    // The kills did hit requests in flight; only those may be unknown to the upstream.
    expect(rows.filter(({ outcome }) => outcome === 'interrupted').length).toBeGreaterThanOrEqual(ROUNDS)
    const unserved = rows.filter(({ agent }) => !served.includes(agent))
    expect(unserved.filter(({ outcome }) => outcome !== 'interrupted')).toEqual([])
    expect(await fleet.settled(grant)).toBe(rows.reduce((sum, row) => sum + row.costMicros, 0))

    fleet.upstream.hold()
    const together = Array.from({ length: AT_ONCE }, (_, n) =>
      open(fleet.relay(n).origin, question(`after.${n}`, true)),
    )
    expect((await Promise.all(together)).map(({ status }) => status)).toEqual(Array(AT_ONCE).fill(200))
    const one = await ask(fleet.relay(0).origin, question('after.more', true))
    expect([one.status, codeOf(one)]).toEqual([429, 'too_many_concurrent'])
  })
})
