// The books of a chaos run: what came out of the queue against what clients and upstream saw.
import { redisKeys } from '@1relay/contracts'
import { ANSWER_MICROS } from './world.mjs'

const sumBy = (rows, of) => rows.reduce((sum, row) => sum + of(row), 0)

/** Spent and held in total, for one grant. */
export const money = async (redis, { ledgerId, id }) => {
  const [spent, held] = await redis.hmget(redisKeys.state(ledgerId, id), 's:total', 'h:total')
  return { spent: Number(spent ?? 0), held: Number(held ?? 0) }
}

/** Requests that are open or whose event is still on its way. */
export const openWork = async (redis, grants) => {
  const counts = await Promise.all(grants.map(({ grant }) => redis.zcard(redisKeys.due(grant.ledgerId))))
  return sumBy(counts, (count) => count)
}

/** Every promise as a line: what was counted, and how many cases broke it. */
export const judge = async ({ redis, grants, rows, deliveries, served, answered, overCap, unfinished, probe }) => {
  const admitted = [...rows.values()].filter(({ decision }) => decision === 'allowed')
  const byAgent = Map.groupBy(admitted, ({ userAgent }) => userAgent)
  const lost = [...new Set([...served, ...answered])].filter((agent) => !byAgent.has(agent))
  const doubled = [...byAgent.values()].filter((group) => group.length > 1)
  const completed = admitted.filter(({ outcome }) => outcome === 'completed')
  const wrongCost = completed.filter(({ costMicros }) => costMicros !== ANSWER_MICROS)
  let astray = 0
  for (const { grant } of grants) {
    const { spent, held } = await money(redis, grant)
    const ofGrant = admitted.filter(({ grantId }) => grantId === grant.id)
    if (spent !== sumBy(ofGrant, ({ costMicros }) => costMicros) || held !== 0) astray += 1
  }
  const outcomes = Object.entries(Object.groupBy(admitted, ({ outcome }) => outcome))
  return {
    facts: {
      'served by the upstream': served.length,
      'answered 200 to clients': answered.length,
      'rows of admitted requests': admitted.length,
      'rows of refused requests': rows.size - admitted.length,
      'events delivered twice (one row each)': deliveries - rows.size,
      ...Object.fromEntries(outcomes.map(([outcome, group]) => [`  of them ${outcome}`, group.length])),
    },
    broken: {
      'runs in which nothing was served': completed.length === 0 ? 1 : 0,
      'requests without a row': lost.length,
      'requests with two rows': doubled.length,
      'completed rows at another cost than the upstream counted': wrongCost.length,
      'samples with spent + held above the cap': overCap,
      'grants whose spend is not the sum of their rows, or with holds left': astray,
      'requests still open at the end': unfinished,
      'false refusals afterwards': probe === 200 ? 0 : 1,
    },
  }
}
