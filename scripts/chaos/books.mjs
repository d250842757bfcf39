// The books of a run: what clients, upstream, PostgreSQL and Redis say, beside each other.
import { readMoney } from './money.mjs'
import { readRows } from './rows.mjs'

export const sumBy = (list, of) => list.reduce((sum, one) => sum + of(one), 0)

export const countBy = (list, of) =>
  Object.fromEntries(
    [...Map.groupBy(list, of)].map(([key, group]) => [key, group.length]).sort(([, a], [, b]) => b - a),
  )

/** The money of each pot in the three books, a line a cap. */
const moneyByPot = async (world, admitted) => {
  const { pots, upstream, seen } = world
  const lines = []
  for (const pot of pots) {
    const rows = admitted.filter(({ grantId }) => pot.grantIds.includes(grantId))
    const inRedis = (await readMoney(world, pot)) ?? []
    const completed = rows.filter(({ outcome }) => outcome === 'completed')
    // An answer whose reader left may have been written to its end all the same; nobody has seen what it reported.
    const reported = rows.filter(
      ({ agent, outcome }) => outcome !== 'client_aborted' && upstream.served.get(agent)?.isWhole,
    )
    const counted = (some) => sumBy(some, ({ agent }) => upstream.served.get(agent)?.costMicros ?? 0)
    for (const { period, capMicros } of pot.budgets) {
      const now = inRedis.filter((money) => money.period === period)
      lines.push({
        key: `${pot.name} ${period}`,
        capMicros,
        atStakeMicros: pot.atStakeMicros,
        fullestMicros: seen.fullest.get(`${pot.name} ${period}`) ?? 0,
        redisMicros: sumBy(now, ({ spent }) => spent),
        heldMicros: sumBy(now, ({ held }) => held),
        postgresMicros: sumBy(rows, ({ costMicros }) => costMicros),
        completedMicros: sumBy(completed, ({ costMicros }) => costMicros),
        upstreamCompletedMicros: counted(completed),
        reportedMicros: counted(reported),
      })
    }
  }
  return lines
}

/** Everything side by side. */
export const closeBooks = async (world) => {
  const { events, dailyMicros, rejects } = await readRows(world)
  const admitted = events.filter(({ decision }) => decision === 'allowed')
  return {
    events,
    admitted,
    refused: events.filter(({ decision }) => decision === 'refused'),
    rejects,
    dailyMicros,
    rowsOf: Map.groupBy(admitted, ({ agent }) => agent),
    money: await moneyByPot(world, admitted),
  }
}
