// Money as Redis has it, looked at all the time: spent + held against every cap.
import { redisKeys } from '@1relay/contracts'
import { readRows } from './rows.mjs'
import { wait } from './wait.mjs'

const EVERY_MS = 100

const bucketsOf = (fields, period) => {
  const names = Object.keys(fields).flatMap((field) => /^[sh]:(.+)$/.exec(field)?.[1] ?? [])
  return [...new Set(names)].filter((name) => name.split(':')[0] === period)
}

/** The money of one grant. */
export const potOfGrant = ({ id, name, budgets, person }) => ({
  name,
  budgets,
  grantIds: [id],
  key: redisKeys.state(person.accountId, id),
  atStakeMicros: 0,
})

/** The money of all grants of a person. */
export const potOfPerson = ({ accountId, budgets }, grants) => ({
  name: 'both shared',
  budgets,
  grantIds: grants.map(({ id }) => id),
  key: redisKeys.money(accountId),
  atStakeMicros: 0,
})

/** Spent and held of a pot in each bucket that a cap is on, all of one instant; undefined when Redis knows nothing of it. */
export const readMoney = async ({ look }, { key, budgets }) => {
  const fields = await look.hgetall(key)
  if (fields.v === undefined) return undefined
  const micros = (field) => Number(fields[field] ?? 0)
  return budgets.flatMap(({ period, capMicros }) =>
    bucketsOf(fields, period).map((bucket) => ({
      period,
      capMicros,
      spent: micros(`s:${bucket}`),
      held: micros(`h:${bucket}`),
    })),
  )
}

/**
 * Adds to each pot what a flush puts at stake now: holds that the relays must bring back, and spend that PostgreSQL does not have yet.
 * Until they have, that much may be spent a second time.
 */
export const stake = async (world) => {
  const { events } = await readRows(world)
  for (const pot of world.pots) {
    const money = (await readMoney(world, pot)) ?? []
    const recorded = events.filter(({ grantId }) => pot.grantIds.includes(grantId))
    const recordedMicros = recorded.reduce((sum, { costMicros }) => sum + costMicros, 0)
    pot.atStakeMicros += Math.max(0, ...money.map(({ spent, held }) => spent + held - recordedMicros))
  }
}

/** Samples every pot until the load is over; gives the counts and the fullest that each cap was. */
export const watchCaps = async (world) => {
  const seen = { samples: 0, over: [], fullest: new Map() }
  world.seen = seen
  while (world.isLoaded) {
    const startedAt = Date.now()
    for (const pot of world.pots) {
      const money = await readMoney(world, pot).catch(() => undefined)
      for (const { period, capMicros, spent, held } of money ?? []) {
        seen.samples += 1
        const key = `${pot.name} ${period}`
        seen.fullest.set(key, Math.max(seen.fullest.get(key) ?? 0, spent + held))
        if (spent + held > capMicros + pot.atStakeMicros)
          seen.over.push({ key, spent, held, capMicros, at: Date.now() })
      }
    }
    await wait(Math.max(0, EVERY_MS - (Date.now() - startedAt)))
  }
}
