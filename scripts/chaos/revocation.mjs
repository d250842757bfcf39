// Revocation under open streams, measured.
import { wholeAnswer } from './clients.mjs'
import { revokeGrant } from './people.mjs'
import { send } from './requests.mjs'

// Longer than any revocation may take, so that no stream ends by itself.
const LONG = {
  kind: 'revoked stream',
  isStream: true,
  outputMax: 4000,
  plan: { pieces: 600, everyMs: 50, pieceBytes: 20, inputTokens: 100, cachedTokens: 0, outputTokens: 3000 },
}

/** Opens streams on all relays, revokes their grant, and asks again; adds what happened to `world.revocations`. */
export const revokeUnderStreams = async (world) => {
  const { relays, options, chance, revocations, attempts } = world
  const number = revocations.length
  const grant = await world.issue({ name: `revoked ${number}`, budgets: [{ period: 'total', capMicros: 100_000_000 }] })
  const firsts = []
  const streams = Array.from({ length: options.streamCount }, (_, i) => {
    const agent = `chaos/revoked-${number}.${i}`
    return new Promise((opened) => {
      const ending = send(relays[i % relays.length], grant, LONG, agent, { onFirst: opened })
      firsts.push(ending)
      void ending.then(opened)
    })
  })
  await Promise.all(streams)
  const askedAt = Date.now()
  await revokeGrant(world.controlPlane.origin, grant)
  const answeredAt = Date.now()
  const late = await Promise.all(
    relays.flatMap((relay, i) =>
      [0, 1].map((again) =>
        send(relay, grant, { ...wholeAnswer(chance), kind: 'probe' }, `chaos/late-${number}.${i}.${again}`),
      ),
    ),
  )
  const ended = await Promise.all(firsts)
  attempts.push(...ended, ...late)
  const slowestMs = Math.max(0, ...ended.map(({ endedAt }) => endedAt - answeredAt))
  const revocation = { grant, ended, late, answerMs: answeredAt - askedAt, slowestMs }
  revocations.push(revocation)
  return revocation
}
