import {
  redisKeys,
  type Budget,
  type GrantProjection,
  type GrantScope,
  type LedgerTerms,
  type LiveGrant,
  type UsageEvent,
  type UsageJob,
} from '@1relay/contracts'
import { createLogger, type Logger } from '@1relay/log'
import { formatToken, makeHalf, makeId, sealForToken, verifier } from '@1relay/vault'
import { Queue } from 'bullmq'
import { Redis } from 'ioredis'
import { randomUUID } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createRelay, readRelayConfig, type Relay } from '../src/index.js'
import { testRedisUrl } from '../src/admit/admission.testing.js'
import { eventually, serve, type Listener } from './exchange.js'
import { RelayProcess } from './process/relay-process.js'

export { eventually, exchange, serve, type Exchange } from './exchange.js'

export const INTERNAL_SECRET = 'Zt7-fQ2mXv9_kLp4RwYc8NbH3sJd6GaU'

export interface GrantSpec {
  readonly secrets?: Readonly<Record<string, string>>
  readonly scope?: GrantScope
  readonly limits?: LiveGrant['limits']
  readonly budgets?: Budget[]
  readonly expiresAt?: number
  /** Grants of one ledger share its money. */
  readonly ledgerId?: string
  readonly ledger?: LedgerTerms
}

export interface Granted {
  readonly token: string
  readonly grant: LiveGrant
}

export const month = (capMicros: number): Budget[] => [{ period: 'month', capMicros }]

const SHARED_PREFIX = 'bull'

const quietLogger = (): Logger =>
  createLogger({ name: 'relay-test', level: process.env['TEST_LOG'] === undefined ? 'silent' : 'debug' })

/** A relay on real Redis with a control plane that knows what the test has granted. */
export class Harness {
  readonly known = new Map<string, GrantProjection>()
  readonly controlPlaneRequests: string[] = []
  controlPlane: Listener = (req, res) => res.writeHead(req.url === '/healthz' ? 200 : 404).end()
  relay!: Relay
  process!: RelayProcess
  origin!: string
  redis!: Redis
  dataDir!: string
  private queue!: Queue<UsageJob>
  private stopControlPlane!: () => Promise<void>
  private isStopped = false
  private end: () => Promise<void> = () => Promise.resolve()

  /** A relay in this process. */
  static async start(
    env: Readonly<Record<string, string>> = {},
    logger = quietLogger(),
    controlPlane?: Listener,
  ): Promise<Harness> {
    const harness = new Harness()
    if (controlPlane !== undefined) harness.controlPlane = controlPlane
    const { queuePrefix, settings } = await harness.prepare(env)
    const config = readRelayConfig(settings)
    harness.relay = createRelay({ config, logger, scriptsFolder: join(__dirname, '../src/admit'), queuePrefix })
    harness.origin = `http://127.0.0.1:${await harness.relay.start()}`
    harness.end = () => harness.relay.stop()
    return harness
  }

  /** A relay in a process of its own; `relay` is not there. */
  static async startProcess(env: Readonly<Record<string, string>> = {}, flags: string[] = []): Promise<Harness> {
    const harness = new Harness()
    const { settings } = await harness.prepare(env, SHARED_PREFIX)
    harness.process = await RelayProcess.start(settings, flags)
    harness.origin = harness.process.origin
    harness.end = () => harness.process.stop()
    return harness
  }

  private async prepare(env: Readonly<Record<string, string>>, queuePrefix = `test-${randomUUID()}`) {
    const redisUrl = testRedisUrl()
    const controlPlane = await serve((req, res) => this.answerAsControlPlane(req, res))
    this.stopControlPlane = controlPlane.close
    this.redis = new Redis(redisUrl)
    this.queue = new Queue('usage', { prefix: queuePrefix, connection: { url: redisUrl } })
    this.dataDir = await mkdtemp(join(tmpdir(), 'relay-test-'))
    const settings = {
      PORT: '0',
      HOST: '127.0.0.1',
      REDIS_URL: redisUrl,
      CONTROL_PLANE_ORIGIN: controlPlane.origin,
      INTERNAL_SECRET,
      DATA_DIR: this.dataDir,
      SHUTDOWN_GRACE_MS: '2000',
      // The tests share the relay's event loop, and hold it up themselves.
      OVERLOAD_LOOP_DELAY_MS: '60000',
      ...env,
    }
    return { queuePrefix, settings }
  }

  /** Issues a grant as the control plane does: projection and state in Redis, unless it is to be cold. */
  async grant(spec: GrantSpec = {}, isCold = false): Promise<Granted> {
    const id = makeId()
    const [auth, seal] = [makeHalf(), makeHalf()]
    const secrets = Object.entries(spec.secrets ?? { openai: `sk-upstream-${randomUUID()}` })
    const credentials = await Promise.all(
      secrets.map(async ([upstream, secret]) => {
        const credential = new TextEncoder().encode(secret)
        return {
          custody: 'token' as const,
          upstream,
          ...(await sealForToken({ seal, grantId: id, upstream, credential })),
        }
      }),
    )
    const grant: LiveGrant = {
      status: 'live',
      id,
      version: 1,
      prefix: '1r_at',
      verifier: await verifier(auth),
      ledgerId: spec.ledgerId ?? `test-${id}`,
      ...(spec.ledger !== undefined && { ledger: spec.ledger }),
      expiresAt: spec.expiresAt ?? null,
      credentials,
      scope: spec.scope ?? {},
      limits: spec.limits ?? {},
      budgets: spec.budgets ?? [],
    }
    this.known.set(id, grant)
    if (!isCold) await this.project(grant)
    return { token: formatToken({ prefix: '1r_at', id, auth, seal }), grant }
  }

  /** Writes a projection and the state's version, and tells the relays. */
  async project(grant: GrantProjection): Promise<void> {
    this.known.set(grant.id, grant)
    const { id, version, status, ledgerId } = grant
    if (grant.status === 'live' && grant.ledger !== undefined) await this.setLedger(ledgerId, grant.ledger)
    await this.redis
      .multi()
      .set(redisKeys.grant(id), JSON.stringify(grant), 'EX', 600)
      .hset(redisKeys.state(ledgerId, id), 'v', String(version))
      .expire(redisKeys.state(ledgerId, id), 600)
      .publish(redisKeys.grantChanges, JSON.stringify({ grantId: id, version, status }))
      .exec()
  }

  /** Writes the terms of a ledger, and nothing else. */
  async setLedger(ledgerId: string, { version, budgets }: LedgerTerms): Promise<void> {
    const caps = Object.fromEntries(budgets.map(({ period, capMicros }) => [`c:${period}`, capMicros]))
    await this.redis.hset(redisKeys.money(ledgerId), { v: version, ...caps })
  }

  /** Loses everything that Redis knows of a grant's money. */
  async flush({ grant: { ledgerId, id } }: Granted): Promise<void> {
    const { state, open, money, holds, due, outbox } = redisKeys
    await this.redis.del(
      state(ledgerId, id),
      open(ledgerId, id),
      ...[money, holds, due, outbox].map((key) => key(ledgerId)),
    )
  }

  /** Spent and held of a grant this month, from Redis; with `ledger`, of everything that its ledger pays for. */
  async money({ grant }: Granted, of?: 'ledger'): Promise<{ spent: number; held: number }> {
    const { ledgerId, id } = grant
    const fields = await this.redis.hgetall(
      of === undefined ? redisKeys.state(ledgerId, id) : redisKeys.money(ledgerId),
    )
    const sum = (letter: string): number =>
      Number(Object.entries(fields).find(([field]) => field.startsWith(`${letter}:month`))?.[1] ?? 0)
    return { spent: sum('s'), held: sum('h') }
  }

  /** The usage events of a grant that are in the queue, once there are at least `count`. */
  async events({ grant }: Granted, count = 1): Promise<UsageEvent[]> {
    return eventually(async () => {
      const events = (await this.queued()).filter(({ grantId }) => grantId === grant.id)
      return events.length >= count ? events.sort((a, b) => a.at - b.at) : undefined
    })
  }

  /** Resolves when each of these grants has an event in the queue. */
  async recorded(grants: readonly Granted[]): Promise<void> {
    await eventually(async () => {
      const seen = new Set((await this.queued()).map(({ grantId }) => grantId))
      return grants.every(({ grant }) => seen.has(grant.id)) ? true : undefined
    })
  }

  /** The one event of a grant. */
  async event(granted: Granted): Promise<UsageEvent> {
    const [event] = await this.events(granted)
    if (event === undefined) throw new Error('no event')
    return event
  }

  /** A call through the relay with a token. */
  call(granted: Granted, path: string, init: RequestInit = {}): Promise<Response> {
    const headers = new Headers(init.headers)
    if (!headers.has('authorization')) headers.set('authorization', `Bearer ${granted.token}`)
    return fetch(`${this.origin}${path}`, { redirect: 'manual', ...init, headers })
  }

  /** A JSON POST through the relay. */
  post(granted: Granted, path: string, body: unknown, headers: Record<string, string> = {}): Promise<Response> {
    const all = { 'content-type': 'application/json', ...headers }
    return this.call(granted, path, { method: 'POST', body: JSON.stringify(body), headers: all })
  }

  async stopRelay(): Promise<void> {
    if (!this.isStopped) await this.end()
    this.isStopped = true
  }

  async stop(): Promise<void> {
    await this.stopRelay()
    await this.dropJobs()
    await this.queue.close()
    await this.redis.quit()
    await this.stopControlPlane()
    await rm(this.dataDir, { recursive: true, force: true })
  }

  private async queued(): Promise<UsageEvent[]> {
    return (await this.queue.getJobs()).flatMap((job) => job?.data.events ?? [])
  }

  /** A relay process uses the queue's real name, which it shares with those of other suites: each takes its own jobs away. */
  private async dropJobs(): Promise<void> {
    if (this.queue.opts.prefix !== SHARED_PREFIX) return this.queue.obliterate({ force: true })
    for (const job of await this.queue.getJobs()) {
      if (job?.data.events.some(({ grantId }) => this.known.has(grantId)) === true) await job.remove()
    }
  }

  private answerAsControlPlane(req: IncomingMessage, res: ServerResponse): void {
    this.controlPlaneRequests.push(`${req.method} ${req.url}`)
    const id = /^\/internal\/grants\/(\w+)$/.exec(req.url ?? '')?.[1]
    if (id === undefined) return this.controlPlane(req, res)
    const grant = this.known.get(id)
    if (req.headers.authorization !== `Bearer ${INTERNAL_SECRET}`) return void res.writeHead(401).end()
    if (grant === undefined) return void res.writeHead(404).end()
    void this.project(grant).then(() => {
      res.writeHead(200, { 'content-type': 'application/json' })
      res.end(JSON.stringify({ success: true, data: { grant } }))
    })
  }
}
