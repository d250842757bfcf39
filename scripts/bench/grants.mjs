// Everything the relay asks of its surroundings: grants in Redis as the control plane writes them, a control plane that
// answers for cold ones, and the ledger and usage queue to check afterwards that nothing was switched off.
import { createServer } from 'node:http'
import { createRequire } from 'node:module'
import { redisKeys, USAGE_QUEUE } from '../../contracts/dist/index.js'
import { formatToken, makeHalf, makeId, sealForToken, verifier } from '../../sdks/vault/dist/index.js'

const { Redis } = createRequire(new URL('../../services/relay/package.json', import.meta.url))('ioredis')
const DAY_S = 86_400
const COLD_SHARE = 10

/** One grant with all that a grant can have, and the token that exercises it. */
const makeGrant = async () => {
  const [id, auth, seal] = [makeId(), makeHalf(), makeHalf()]
  const credential = new TextEncoder().encode(`sk-bench-${makeHalf()}`)
  const sealed = await sealForToken({ seal, grantId: id, upstream: 'openai', credential })
  const grant = {
    status: 'live',
    id,
    version: 1,
    prefix: '1r_at',
    verifier: await verifier(auth),
    ledgerId: `bench-${id}`,
    expiresAt: Date.now() + DAY_S * 1000,
    credentials: [{ custody: 'token', upstream: 'openai', ...sealed }],
    scope: { methods: ['POST'], paths: ['/v1/chat/completions', '/v1/embeddings'], models: ['gpt-4o*', 'gpt-4.1*'] },
    limits: { requestsPerMinute: 6_000_000, concurrentRequests: 10_000 },
    budgets: [{ period: 'month', capMicros: 1_000_000_000_000 }],
  }
  return { grant, token: formatToken({ prefix: '1r_at', id, auth, seal }) }
}

const project = (redis, grant) =>
  redis
    .multi()
    .set(redisKeys.grant(grant.id), JSON.stringify(grant), 'EX', DAY_S)
    .hset(redisKeys.state(grant.ledgerId, grant.id), 'v', String(grant.version))
    .exec()

const coldGrants = (redis, grants, secret) =>
  createServer((req, res) => {
    const grant = grants.get(/^\/internal\/grants\/(\w+)$/.exec(req.url ?? '')?.[1])
    if (req.headers.authorization !== `Bearer ${secret}` || !grant) return void res.writeHead(404).end()
    return void project(redis, grant).then(() => res.end(JSON.stringify({ success: true, data: { grant } })))
  })

/**
 * Makes `count` grants, one in ten of them cold. Gives `{ tokens, controlPlane (origin), usageEvents(), openHolds(), reset(), close() }`.
 */
export const issueGrants = async ({ redisUrl, count, secret }) => {
  const redis = new Redis(redisUrl)
  const issued = await Promise.all(Array.from({ length: count }, makeGrant))
  for (const [index, { grant }] of issued.entries()) if (index % COLD_SHARE !== 0) await project(redis, grant)
  const server = coldGrants(redis, new Map(issued.map(({ grant }) => [grant.id, grant])), secret)
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve))
  const jobs = () => redis.keys(`bull:${USAGE_QUEUE}:u-*`)
  return {
    tokens: issued.map(({ token }) => token),
    controlPlane: `http://127.0.0.1:${server.address().port}`,
    usageEvents: async () => {
      const events = { allowed: 0, refused: 0, costMicros: 0 }
      for (const key of await jobs()) {
        const data = JSON.parse((await redis.hget(key, 'data')) ?? '{"events":[]}')
        for (const { decision, costMicros } of data.events) {
          events[decision]++
          events.costMicros += costMicros
        }
      }
      return events
    },
    spentMicros: async () => {
      const fields = await Promise.all(
        issued.map(({ grant }) => redis.hget(redisKeys.state(grant.ledgerId, grant.id), 's:total')),
      )
      return fields.reduce((sum, field) => sum + Number(field ?? 0), 0)
    },
    openHolds: async () => {
      const lengths = await Promise.all(issued.map(({ grant }) => redis.hlen(redisKeys.holds(grant.ledgerId))))
      return lengths.reduce((sum, length) => sum + length, 0)
    },
    close: async () => {
      redis.disconnect()
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}
