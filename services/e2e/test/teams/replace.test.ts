import { canary } from '../../house/api.js'
import { dumpPostgres, dumpRedis, findSecrets } from '../../house/dump.js'
import { serverSecrets } from '../../house/house.js'
import { type OwnRelay, startOwnRelay } from '../../house/own-relay.js'
import { issueKey, makeTeam, protect, replaceCredential } from '../../house/team.js'
import { Upstream } from '../../house/upstream.js'

const ORIGIN = 'https://api.replaced.example'
const [former, latter] = [canary('former-key-'), canary('latter-key-')]
let upstream: Upstream
let relay: OwnRelay

beforeAll(async () => {
  upstream = await Upstream.start((req, res) => {
    // The vendor takes both for a while, as it does when a key is rotated.
    const isKnown = [former, latter].some((secret) => req.headers.authorization === `Bearer ${secret}`)
    res.statusCode = isKnown ? 200 : 401
    res.end()
  })
  relay = await startOwnRelay({ [ORIGIN]: upstream.origin })
})
afterAll(async () => {
  await relay?.stop()
  await upstream?.stop()
})

describe('a real key that is replaced while its disposable keys are in use', () => {
  it('fails no request, and none gets the former one after the answer', async () => {
    const team = await makeTeam()
    const auth = { kind: 'bearer' } as const
    const connectionId = await protect(team, { upstream: ORIGIN, auth, secret: former })
    const keys = await Promise.all([1, 2, 3].map((n) => issueKey(team, connectionId, { name: `key ${n}` })))
    let isOver = false
    const statuses: number[] = []
    const clients = keys.flatMap(({ token }) =>
      [1, 2, 3, 4].map(async () => {
        while (!isOver) {
          const answer = await fetch(`${relay.origin}/${connectionId}/v1/x`, {
            headers: { authorization: `Bearer ${token}` },
          })
          await answer.arrayBuffer()
          statuses.push(answer.status)
        }
      }),
    )
    while (statuses.length < 50) await new Promise((resolve) => setImmediate(resolve))
    await replaceCredential(team, connectionId, { upstream: ORIGIN, auth, secret: latter })
    const seenBefore = upstream.seen.length
    const answered = statuses.length
    // What was on its way when the answer came may still carry the former one: one request a client.
    while (statuses.length < answered + 100) await new Promise((resolve) => setImmediate(resolve))
    isOver = true
    await Promise.all(clients)
    expect(new Set(statuses)).toEqual(new Set([200]))
    const after = upstream.seen.slice(seenBefore + clients.length)
    expect(after.length).toBeGreaterThan(50)
    expect(after.filter(({ headers }) => headers.authorization !== `Bearer ${latter}`)).toEqual([])
  })

  it('is nowhere in a dump, nor in the secrets of the control plane', async () => {
    const everything = `${await dumpPostgres()}\n${await dumpRedis()}\n${JSON.stringify(serverSecrets())}`
    expect(everything).toContain(ORIGIN)
    expect(findSecrets(everything, { former, latter })).toEqual([])
  })
})
