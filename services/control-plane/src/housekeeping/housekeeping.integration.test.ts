import { createLogger } from '@1relay/log'
import { Redis } from 'ioredis'
import { authorize, connect, makeParties } from '../testing/grants.testing.js'
import { type ControlPlane, startControlPlane } from '../testing/harness.testing.js'
import { announce, issue, makeRelayKey, protect } from '../testing/protected-keys.testing.js'
import { registerPerson } from '../testing/people.testing.js'
import { claimTestRedis, type TestRedis } from '../testing/redis.testing.js'
import { makeEvent } from '../testing/usage.testing.js'
import { makeWorkspace } from '../testing/workspaces.testing.js'
import { UsageIntake } from '../usage/index.js'
import { Housekeeper } from './housekeeper.bullmq.js'
import { Housekeeping } from './housekeeping.service.js'

const DAY_MS = 86_400_000
let controlPlane: ControlPlane
let claimed: TestRedis
let lead = 0

beforeAll(async () => {
  const clock = () => new Date(Date.now() + lead)
  ;[controlPlane, claimed] = await Promise.all([
    startControlPlane({ clock, config: { usageRetentionDays: 100 } }),
    claimTestRedis(),
  ])
})
afterEach(() => {
  lead = 0
})
afterAll(async () => {
  await Promise.all([controlPlane.close(), claimed.release()])
})

const round = () => controlPlane.server.app.get(Housekeeping).round()
const query = (sql: string, ...values: unknown[]) => controlPlane.database.query(sql, values)
const sealedOf = async (id: string) => (await query('SELECT credentials FROM grants WHERE id = $1', id))[0].credentials

describe('a round', () => {
  it('drops what is sealed in grants that nobody exchanged, and leaves those that work', async () => {
    const parties = await makeParties(controlPlane)
    const waiting = await authorize(controlPlane, parties)
    const live = await connect(controlPlane, parties)
    await round()
    expect(await sealedOf(waiting.grantId)).toHaveLength(1)
    lead = 2 * 3_600_000
    await round()
    expect(await sealedOf(waiting.grantId)).toEqual([])
    expect(await sealedOf(live.connectionId)).toHaveLength(1)
    const seen = await controlPlane.ask('GET', `/v1/connections/${waiting.grantId}`, { app: parties.app })
    expect(seen.data.connection.status).toBe('expired')
  })

  it('drops keys of workspaces ninety days after their end, and none that lives', async () => {
    await announce(controlPlane, await makeRelayKey())
    const workspace = await makeWorkspace(controlPlane)
    const connectionId = await protect(controlPlane, workspace)
    const make = async (changes: Record<string, unknown>) =>
      (await issue(controlPlane, workspace, connectionId, changes)).id
    const [short, revoked] = [await make({ ttlSeconds: 60 }), await make({ ttlSeconds: 365 * 86_400 })]
    const live = [await make({ ttlSeconds: 365 * 86_400 }), await make({ ttlSeconds: undefined, expiresAt: null })]
    const path = `/v1/workspaces/${workspace.id}/keys`
    await controlPlane.ask('DELETE', `${path}/${revoked}`, { session: workspace.admin.session })
    const left = async () => {
      const sql =
        'SELECT k.grant_id AS id FROM disposable_keys k JOIN grants g ON g.id = k.grant_id WHERE k.workspace_id = $1'
      return (await query(sql, workspace.id)).map(({ id }: { id: string }) => id).sort()
    }
    lead = 90 * DAY_MS - 60_000
    await round()
    expect(await left()).toEqual([short, revoked, ...live].sort())
    lead = 90 * DAY_MS + 120_000
    await round()
    expect(await left()).toEqual(live.sort())
  })

  it('drops Link sessions a month after they expired', async () => {
    const { linkSessionId } = await authorize(controlPlane, await makeParties(controlPlane))
    const count = async () => (await query('SELECT 1 FROM link_sessions WHERE id = $1', linkSessionId)).length
    lead = 30 * DAY_MS
    await round()
    expect(await count()).toBe(1)
    lead += 3_600_000
    await round()
    expect(await count()).toBe(0)
  })

  it('drops sessions once they are over, and none that lives', async () => {
    const { session, accountId } = await registerPerson(controlPlane)
    const count = async () => (await query('SELECT 1 FROM sessions WHERE account_id = $1', accountId)).length
    await round()
    expect(await count()).toBe(1)
    expect((await controlPlane.ask('GET', '/v1/account', { session })).status).toBe(200)
    await query("UPDATE sessions SET expires_at = now() - interval '2 hours' WHERE account_id = $1", accountId)
    await round()
    expect(await count()).toBe(0)
  })

  it('drops what is left of mails of one question or one day, and keeps what keeps a letter from being written twice', async () => {
    const insert = `INSERT INTO mails (id, once_key, attempts, created_at, due_at, expires_at)
      SELECT key, key, 1, $2, $2, $2 FROM unnest($1::text[]) AS key`
    const keys = ['confirm-ip:1', 'audit-head:w:2026-11-21:a', 'budget:g:total:100']
    await query(insert, keys, new Date())
    const left = async () =>
      (await query('SELECT once_key FROM mails WHERE id = ANY($1)', keys)).map(
        (row: { once_key: string }) => row.once_key,
      )
    lead = DAY_MS - 60_000
    await round()
    expect((await left()).sort()).toEqual([...keys].sort())
    lead = DAY_MS + 60_000
    await round()
    expect(await left()).toEqual(['budget:g:total:100'])
  })

  it('drops events that could not be stored, with the calls of their time', async () => {
    const insert = "INSERT INTO usage_rejects (digest, reason, payload, received_at) VALUES ($1, 'r', 'p', $2)"
    await query(insert, 'old', new Date(Date.now() - 101 * DAY_MS))
    await query(insert, 'young', new Date(Date.now() - 99 * DAY_MS))
    await round()
    expect(await query("SELECT digest FROM usage_rejects WHERE digest IN ('old', 'young')")).toEqual([
      { digest: 'young' },
    ])
  })

  it('drops whole months of calls and their slots, keeps sums by day, and takes late calls of dropped months again', async () => {
    const { connectionId } = await connect(controlPlane, await makeParties(controlPlane))
    const [old, recent] = [Date.now() - 150 * DAY_MS, Date.now() - 50 * DAY_MS]
    const intake = controlPlane.server.app.get(UsageIntake)
    const take = (at: number) => intake.take({ events: [makeEvent({ grantId: connectionId, at })] })
    await take(old)
    await take(recent)
    await round()
    const count = async (table: string) =>
      (await query(`SELECT 1 FROM ${table} WHERE grant_id = $1`, connectionId)).length
    expect([await count('usage_events'), await count('usage_slots'), await count('usage_daily')]).toEqual([1, 1, 2])
    expect(await take(old)).toBe(1)
  })
})

describe('the housekeeper', () => {
  it('does its round in one of several processes', async () => {
    const logger = createLogger({ name: 'test', level: 'silent' })
    let rounds = 0
    let done = (): void => undefined
    const first = new Promise<void>((resolve) => (done = resolve))
    const housekeeping = {
      round: async () => {
        rounds += 1
        done()
      },
    }
    const options = { redis: { url: claimed.url, isCluster: false }, housekeeping, logger }
    const keepers = [new Housekeeper(options), new Housekeeper(options)]
    await first
    await Promise.all(keepers.map((keeper) => keeper.close()))
    expect(rounds).toBe(1)
    const redis = new Redis(claimed.url)
    expect(await redis.zcard('bull:housekeeping:repeat')).toBe(1)
    redis.disconnect()
  })

  it('goes on after Redis was emptied', async () => {
    const logger = createLogger({ name: 'test', level: 'silent' })
    const rounds: (() => void)[] = []
    const next = () => new Promise<void>((resolve) => rounds.push(resolve))
    const housekeeping = { round: async () => rounds.splice(0).forEach((done) => done()) }
    const first = next()
    const keeper = new Housekeeper({
      redis: { url: claimed.url, isCluster: false },
      housekeeping,
      logger,
      everyMs: 300,
    })
    await first
    const redis = new Redis(claimed.url)
    await redis.flushdb()
    await next()
    await next()
    expect(await redis.zcard('bull:housekeeping:repeat')).toBe(1)
    await keeper.close()
    redis.disconnect()
  })
})
