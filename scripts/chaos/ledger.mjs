// The promises, each as the list of cases that broke it.
import { sumBy } from './books.mjs'

// What data-plane.md §3 states for streams of a revoked grant.
const REVOCATION_MS = 1000

const overlaps = ({ startedAt, endedAt }, { from, to }) => startedAt <= to && endedAt >= from

const wasKilled = ({ relay, kills, wasUp }) => !wasUp || relay.kills !== kills

const explains = (attempt) => (window) => window.during === attempt.code && overlaps(attempt, window)

/** Whether a refusal is what somebody has to expect: of a grant that has little, or of a house with a part missing. */
const isExplained = (world, grantOf) => (attempt) => {
  const grant = grantOf.get(attempt.grantId)
  if (attempt.code === 'budget_exceeded') return grant?.isTight === true
  if (attempt.code === 'too_many_concurrent') return grant?.limits?.concurrentRequests !== undefined
  return world.windows.some(explains(attempt))
}

const bookPromises = ({ upstream }, attempts, { rowsOf, admitted, rejects, dailyMicros }) => {
  const isKnown = ({ agent, status }) => status === 200 || upstream.served.has(agent)
  const completed = admitted.filter(({ outcome }) => outcome === 'completed')
  const micros = sumBy(admitted, ({ costMicros }) => costMicros)
  return {
    'every request that was served or answered has a row': attempts.filter(
      (one) => isKnown(one) && !rowsOf.has(one.agent),
    ),
    'no request has two rows': [...rowsOf.values()].filter((rows) => rows.length > 1),
    'no row stands for a request that nobody sent on': admitted.filter(
      ({ agent, outcome }) => ['completed', 'cut_off'].includes(outcome) && !upstream.served.has(agent),
    ),
    'a completed request costs what the upstream counted': completed.filter(
      ({ agent, costMicros }) => upstream.served.get(agent)?.costMicros !== costMicros,
    ),
    'no event was unreadable to the control plane': Array.from({ length: rejects }),
    'the daily sums are the sum of the rows': dailyMicros === micros ? [] : [{ dailyMicros, micros }],
  }
}

// A cap holds exactly; only a flush of Redis may cost, and no more than what was open at that moment.
const moneyPromises = ({ seen }, { money }) => ({
  'in every sample, spent + held was within every cap (and what a flush put at stake)': seen.over,
  'so is recorded spend': money.filter(
    ({ postgresMicros, capMicros, atStakeMicros }) => postgresMicros > capMicros + atStakeMicros,
  ),
  'so is what the upstream reported': money.filter(
    ({ reportedMicros, capMicros, atStakeMicros }) => reportedMicros > capMicros + atStakeMicros,
  ),
  'spend in Redis is spend in PostgreSQL, and nothing is held': money.filter(
    ({ redisMicros, postgresMicros, heldMicros }) => redisMicros !== postgresMicros || heldMicros !== 0,
  ),
})

const clientPromises = (world, attempts, { rowsOf }) => {
  const { upstream, windows, grants } = world
  const grantOf = new Map(grants.map((grant) => [grant.id, grant]))
  const load = attempts.filter(({ kind }) => kind !== 'probe')
  const ofRelay = (end) => load.filter((attempt) => attempt.end === end && !wasKilled(attempt))
  const refused = load.filter(({ end }) => end === 'refused')
  const drains = windows.filter(({ during }) => during === 'draining')
  const isDraining = (attempt) => drains.some((window) => overlaps(attempt, window))
  const unanswered = ofRelay('unanswered')
  return {
    'no request hangs': load.filter(({ end }) => end === 'hung'),
    'no answer breaks off unless its relay was killed': ofRelay('broken'),
    'no request goes unanswered unless its relay was killed or drained': unanswered.filter((one) => !isDraining(one)),
    'a draining relay drops nothing that it took': unanswered.filter(
      ({ agent }) => upstream.served.has(agent) || rowsOf.has(agent),
    ),
    'and ends with exit code 0': world.exits.filter(({ code }) => code !== 0),
    'every refusal has a code': refused.filter(({ code }) => code === undefined),
    'every refusal has a reason that was there': refused.filter((one) => !isExplained(world, grantOf)(one)),
    'no stream in flight is cut, unless its money is used up': load.filter(
      ({ end, code, kind, grantId }) =>
        end === 'cut' && kind !== 'revoked stream' && !(code === 'budget_exceeded' && grantOf.get(grantId)?.isTight),
    ),
    'no key goes out with a request of another grant': load.filter(({ agent, grantId }) => {
      const key = upstream.served.get(agent)?.key
      return key !== undefined && key !== `sk-chaos-${grantId}`
    }),
  }
}

const revocationPromises = ({ revocations, upstream }) => ({
  'every stream of a revoked grant is cut, and says why': revocations.flatMap(({ ended }) =>
    ended.filter(({ end, code }) => end !== 'cut' || code !== 'invalid_token'),
  ),
  [`all of them within ${REVOCATION_MS} ms of the answer`]: revocations.filter(
    ({ slowestMs }) => slowestMs > REVOCATION_MS,
  ),
  'nobody is admitted after the answer': revocations.flatMap(({ late }) =>
    late.filter(({ status, agent }) => status !== 401 || upstream.served.has(agent)),
  ),
})

/** Every promise with the cases that broke it; `left` is what was still under way at the end, `wrong` the false refusals. */
export const judge = (world, books, { left, wrong }) => ({
  'something was served': books.admitted.some(({ outcome }) => outcome === 'completed') ? [] : ['nothing'],
  ...bookPromises(world, world.attempts, books),
  ...moneyPromises(world, books),
  'nothing stays open, in the queue or on disk': Object.entries(left),
  'afterwards everything that fits passes, and nothing else': wrong,
  ...clientPromises(world, world.attempts, books),
  ...revocationPromises(world),
})
