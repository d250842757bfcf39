// How each thing breaks, under load, and is put right again. What is returned is a word on how it went.
import { redisKeys } from '@1relay/contracts'
import { stake } from './money.mjs'
import { revokeUnderStreams } from './revocation.mjs'
import { wait } from './wait.mjs'

const killRelay = async ({ relays, chance }) => {
  const relay = chance.pick(relays)
  await relay.kill()
  await wait(chance.whole(0, 1000))
  await relay.start()
  return relay.name
}

const drainRelay = async ({ relays, chance, exits }) => {
  const relay = chance.pick(relays)
  await relay.stop()
  const { code } = await relay.child.exited
  exits.push({ relay, code, at: Date.now() })
  await relay.start()
  return relay.name
}

const awayFor = async (engine, ms) => {
  await wait(ms)
  await engine.start()
}

const killRedis = async ({ redis, chance }) => {
  await redis.kill()
  await awayFor(redis, chance.whole(200, 2500))
}

const stopRedis = async ({ redis, options }) => {
  await redis.stop()
  await awayFor(redis, options.redisSeconds * 1000)
  return `${options.redisSeconds} s`
}

const hangRedis = async ({ redis, chance }) => {
  redis.hang()
  await wait(chance.whole(800, 4000))
  redis.wake()
}

const killRelayWithoutRedis = async ({ redis, relays, chance }) => {
  await redis.kill()
  await wait(chance.whole(500, 3000))
  const relay = chance.pick(relays)
  await relay.kill()
  await wait(chance.whole(0, 500))
  await redis.start()
  await relay.start()
  return relay.name
}

/**
 * Whatever a relay that was killed had in flight is in Redis alone until its deadline, and what is in flight now is so again after a quarter
 * of a hold's lifetime. A flush and a kill -9 nearer to each other than that lose it: no promise covers both at once.
 */
const untilKillsAreOver = ({ relays, holdTtlMs }) => {
  const lastKill = Math.max(...relays.map(({ killedAt }) => killedAt))
  return wait(Math.max(0, lastKill + 2 * holdTtlMs - Date.now()))
}

const flush = async (world) => {
  await stake(world)
  await world.look.flushall()
}

const untilGrantsAreBack = async ({ look, grants, holdTtlMs }) => {
  await wait(holdTtlMs / 4 + 500)
  const isBack = ({ id, person }) => look.hexists(redisKeys.state(person.accountId, id), 'v')
  while ((await Promise.all(grants.map(isBack))).includes(0)) await wait(50)
}

const flushRedis = async (world) => {
  await untilKillsAreOver(world)
  await flush(world)
  await untilGrantsAreBack(world)
}

const flushUnrecorded = async (world) => {
  await untilKillsAreOver(world)
  await world.controlPlane.kill()
  await wait(world.chance.whole(500, 3000))
  await flush(world)
  await wait(world.chance.whole(0, 1000))
  await world.controlPlane.start()
  await untilGrantsAreBack(world)
}

const killPostgres = async ({ postgres, chance }) => {
  await postgres.kill()
  await awayFor(postgres, chance.whole(200, 3000))
}

const stopPostgres = async ({ postgres, controlPlane, options }) => {
  await controlPlane.stop()
  await postgres.stop()
  await awayFor(postgres, options.postgresSeconds * 1000)
  await controlPlane.start()
  return `${options.postgresSeconds} s`
}

const killControlPlane = async ({ controlPlane, chance }) => {
  await controlPlane.kill()
  await awayFor(controlPlane, chance.whole(200, 3000))
}

const killAll = async ({ redis, postgres, controlPlane, relays, chance }) => {
  const relay = chance.pick(relays)
  const all = [redis, postgres, controlPlane, relay]
  await Promise.all(all.map((one) => one.kill()))
  await wait(chance.whole(200, 3000))
  await Promise.all([redis.start(), postgres.start()])
  await Promise.all([controlPlane.start(), relay.start()])
  return relay.name
}

const revoke = async (world) => {
  const { answerMs, slowestMs } = await revokeUnderStreams(world)
  return `answered in ${answerMs} ms, the last stream ended ${slowestMs} ms after that`
}

/** By the names of `KINDS`. */
export const BREAKS = {
  'relay-killed': killRelay,
  'relay-drained': drainRelay,
  'redis-killed': killRedis,
  'redis-stopped': stopRedis,
  'redis-hung': hangRedis,
  'redis-flushed': flushRedis,
  'queue-flushed': flushUnrecorded,
  'redis-relay-killed': killRelayWithoutRedis,
  'postgres-killed': killPostgres,
  'postgres-stopped': stopPostgres,
  'control-plane-killed': killControlPlane,
  'all-killed': killAll,
  revocation: revoke,
}
