// The load: clients that ask for answers of every kind, one after the other.
import { send } from './requests.mjs'
import { wait } from './wait.mjs'

const tokens = ({ whole }, outputTokens) => {
  const inputTokens = 4 * whole(10, 50)
  return { inputTokens, cachedTokens: 4 * whole(0, inputTokens / 8), outputTokens }
}

const plan = (chance, pieces, everyMs, pieceBytes) => ({
  pieces,
  everyMs,
  pieceBytes,
  ...tokens(chance, Math.ceil((pieces * pieceBytes) / 4)),
})

/** An answer in one piece. */
export const wholeAnswer = (chance) => {
  const outputTokens = chance.whole(10, 150)
  const times = { pieces: 1, everyMs: chance.whole(20, 200), pieceBytes: 0 }
  return {
    kind: 'whole',
    isStream: false,
    outputMax: outputTokens + chance.whole(0, 50),
    plan: { ...times, ...tokens(chance, outputTokens) },
  }
}

const stream = (chance) => {
  const made = plan(chance, chance.whole(5, 40), chance.whole(20, 120), chance.whole(8, 40))
  return { kind: 'stream', isStream: true, outputMax: made.outputTokens + chance.whole(0, 50), plan: made }
}

/** A stream that names no maximum, as fast as a model writes: a few hundred bytes a second. */
const growing = (chance) => ({
  kind: 'growing stream',
  isStream: true,
  plan: plan(chance, chance.whole(20, 80), chance.whole(50, 120), chance.whole(10, 40)),
})

/** One that outgrows what is held for it several times. */
const rushing = (chance) => ({
  kind: 'rushing stream',
  isStream: true,
  plan: plan(chance, chance.whole(10, 60), 40, 400),
})

const left = (chance) => {
  const request = chance.pick([stream, growing])(chance)
  return { ...request, kind: 'left stream', leaveAfter: chance.whole(1, request.plan.pieces) }
}

const modest = [wholeAnswer, wholeAnswer, wholeAnswer, stream, stream, left]
const all = [...modest, growing, growing, rushing]

/** The next request of a client to this grant; one with a small cap has no room for streams without a maximum. */
const nextRequest = (grant, chance) => chance.pick(grant.isSmall ? modest : all)(chance)

/** Keeps asking relays and grants at random until the load ends. */
export const runClient = async (world, number, chance) => {
  for (let i = 0; world.isLoaded; i++) {
    const grant = chance.pick(world.grants)
    const attempt = await send(chance.pick(world.relays), grant, nextRequest(grant, chance), `chaos/${number}.${i}`)
    world.attempts.push(attempt)
    await wait(attempt.end === 'whole' ? chance.whole(10, 60) : chance.whole(50, 400))
  }
}
