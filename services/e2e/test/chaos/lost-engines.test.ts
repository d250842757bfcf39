import {
  ask,
  codeOf,
  Fleet,
  isWhole,
  makeSpender,
  open,
  REDIS_KINDS,
  until,
  type Spender,
} from '../../house/fleet/index.js'

const COST = 100 * 2.5 + 50 * 10

describe.each(REDIS_KINDS)('on %s', (_, isOnCluster) => {
  let fleet: Fleet

  beforeAll(async () => {
    fleet = await Fleet.start({ relays: 2, isOnCluster })
  })
  afterAll(() => fleet.stop())

  const total = (capMicros: number) => [{ period: 'total' as const, capMicros }]

  const question = ({ token }: Spender, agent: string, isStream = false) => ({
    token,
    agent,
    isStream,
    inputTokens: 100,
    outputTokens: 50,
  })

  const openStreams = async (grant: Spender, count: number) => {
    fleet.upstream.hold()
    const opening = Array.from({ length: count }, (_, n) =>
      open(fleet.relay(n).origin, { ...question(grant, `stream.${n}`, true), isPatient: true }),
    )
    return Promise.all(opening)
  }

  const askAll = (grant: Spender, name: string, count: number) =>
    Promise.all(
      Array.from({ length: count }, (_, n) => ask(fleet.relay(n).origin, question(grant, `${name}.${n}`, n % 4 < 2))),
    )

  const allWell = () =>
    until('all relays are well', async () =>
      (await Promise.all(fleet.relays.map((relay) => relay.isWell()))).every(Boolean),
    )

  const untilRecorded = (grant: Spender, count: number) =>
    until('every request has its row', async () => {
      const rows = await fleet.rows(grant.id)
      return rows.filter(({ decision }) => decision === 'allowed').length === count
    })

  describe('without Redis', () => {
    it('requests are refused with a code, streams in flight end whole, and nothing is lost', async () => {
      const grant = await makeSpender({ budgets: total(1e9) })
      const streams = await openStreams(grant, 20)
      await fleet.redis.kill()
      const refused = await askAll(grant, 'meanwhile', 20)
      expect(new Set(refused.map((reply) => `${reply.status} ${codeOf(reply)}`))).toEqual(
        new Set(['503 limits_unavailable']),
      )
      expect(refused.every(({ headers }) => Number(headers.get('retry-after')) > 0)).toBe(true)
      fleet.upstream.release()
      expect((await Promise.all(streams.map(({ reply }) => reply))).map(isWhole)).toEqual(Array(20).fill(true))
      await fleet.redis.start()
      await allWell()
      await untilRecorded(grant, 20)
      expect(await fleet.settled(grant)).toBe(20 * COST)
      expect((await askAll(grant, 'afterwards', 4)).map(({ status }) => status)).toEqual([200, 200, 200, 200])
    })
  })

  describe('after a flush of Redis', () => {
    it('grants and their spend are back, without anybody doing anything', async () => {
      const rich = await makeSpender({ budgets: total(1e9) })
      const poor = await makeSpender({ budgets: total(COST * 4) })
      await askAll(rich, 'rich', 4)
      const statuses = (await askAll(poor, 'poor', 1)).map(({ status }) => status)
      expect(statuses).toEqual([200])
      await untilRecorded(rich, 4)
      await untilRecorded(poor, 1)
      await fleet.flushRedis()
      expect((await askAll(rich, 'rich again', 2)).map(({ status }) => status)).toEqual([200, 200])
      expect(await fleet.settled(rich)).toBe(6 * COST)
      // What is left for the poor one is less than a hold, as it was before.
      const reply = await ask(fleet.relay(0).origin, { ...question(poor, 'poor again'), outputMax: 200 })
      expect([reply.status, codeOf(reply)]).toEqual([402, 'budget_exceeded'])
      expect(await fleet.settled(poor)).toBe(COST)
    })

    it('streams that were open end whole, and count', async () => {
      const grant = await makeSpender({ budgets: total(1e9) })
      const streams = await openStreams(grant, 10)
      await fleet.flushRedis()
      fleet.upstream.release()
      expect((await Promise.all(streams.map(({ reply }) => reply))).map(isWhole)).toEqual(Array(10).fill(true))
      await untilRecorded(grant, 10)
      expect(await fleet.settled(grant)).toBe(10 * COST)
    })
  })

  describe('without PostgreSQL and the control plane', () => {
    it('traffic goes on, also on a relay that only starts then, and every row is there later', async () => {
      const grant = await makeSpender({ budgets: total(1e9) })
      fleet.gate.close()
      await fleet.controlPlane.kill()
      expect(new Set((await askAll(grant, 'meanwhile', 40)).map(({ status }) => status))).toEqual(new Set([200]))
      await fleet.relay(0).stop()
      await fleet.relay(0).start()
      expect(new Set((await askAll(grant, 'restarted', 4)).map(({ status }) => status))).toEqual(new Set([200]))
      expect(await fleet.rows(grant.id)).toEqual([])
      fleet.gate.reopen()
      await fleet.controlPlane.start()
      await untilRecorded(grant, 44)
      expect(await fleet.settled(grant)).toBe(44 * COST)
    })

    it('rows wait for PostgreSQL alone as well', async () => {
      const grant = await makeSpender({ budgets: total(1e9) })
      fleet.gate.close()
      expect(new Set((await askAll(grant, 'meanwhile', 10)).map(({ status }) => status))).toEqual(new Set([200]))
      await until('the control plane has tried in vain', async () => (await fleet.waitingJobs()) > 0)
      fleet.gate.reopen()
      await untilRecorded(grant, 10)
    })
  })
})
