import { randomBytes } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { redisKeys } from '@1relay/contracts'
import { nodesOf, openPatient, queuePrefix, type RedisClient } from '@1relay/redis'
import pg from 'pg'
import type { House } from '../house.js'
import { CountingUpstream } from './counting-upstream.js'
import { eventually } from './eventually.js'
import { Gate } from './gate.js'
import { freePort } from './port.js'
import { ServiceProcess } from './process.js'
import { RedisCluster } from './redis-cluster.js'
import { RedisProcess } from './redis-process.js'

export interface FleetOptions {
  readonly relays: number
  /** Settings of the relays, beside where everything is. */
  readonly relayEnv?: Readonly<Record<string, string>>
  /** On a Redis Cluster, in place of one Redis that outlives its process. */
  readonly isOnCluster?: boolean
}

export interface UsageRecord {
  readonly agent: string
  readonly grantId: string
  readonly decision: 'allowed' | 'refused'
  readonly reason: string | null
  readonly outcome: string | null
  readonly costMicros: number
}

/** Where money is counted: for one grant, or without an id for all grants of a ledger. */
export interface Pot {
  readonly ledgerId: string
  readonly id?: string
}

/** What a fleet may run on: for `describe.each`. */
export const REDIS_KINDS = [
  ['one Redis', false],
  ['a Redis Cluster', true],
] as const

interface Servers {
  readonly databaseUrl: string
  readonly internalSecret: string
}

/** A control plane and several relays that a suite may break: with a Redis, a database and an upstream of their own. */
export class Fleet {
  readonly upstream = new CountingUpstream()
  readonly folder = mkdtempSync(join(tmpdir(), '1relay-fleet-'))
  readonly relays: ServiceProcess[] = []
  redis!: RedisProcess | RedisCluster
  controlPlane!: ServiceProcess
  /** The way to PostgreSQL. */
  gate!: Gate
  private look!: RedisClient
  private database!: pg.Pool
  private databaseName = ''

  /** Starts everything, and makes it the house that `call` and `person` of this suite talk to. */
  static async start(options: FleetOptions): Promise<Fleet> {
    const fleet = new Fleet()
    const servers = await fleet.startServers(options)
    await fleet.startServices(servers, options)
    const house: House = {
      origin: fleet.controlPlane.origin,
      controlOrigin: fleet.controlPlane.origin,
      exampleOrigin: '',
      databaseUrl: servers.databaseUrl,
      redisUrl: fleet.redis.url,
      folder: fleet.folder,
    }
    process.env['HOUSE'] = JSON.stringify(house)
    return fleet
  }

  /** The relay with that number, around and around. */
  relay(number: number): ServiceProcess {
    return this.relays[number % this.relays.length] as ServiceProcess
  }

  /** Spent and held in total, of one instant. */
  async money(pot: Pot): Promise<{ spent: number; held: number }> {
    const key = pot.id === undefined ? redisKeys.money(pot.ledgerId) : redisKeys.state(pot.ledgerId, pot.id)
    const [spent, held] = await this.look.hmget(key, 's:total', 'h:total')
    return { spent: Number(spent ?? 0), held: Number(held ?? 0) }
  }

  /** The deadlines of all open holds of a ledger, ms. */
  async deadlines(ledgerId: string): Promise<number[]> {
    const holds = await this.look.hvals(redisKeys.holds(ledgerId))
    return holds.map((hold) => (JSON.parse(hold) as { deadline: number }).deadline)
  }

  /** Spent in total, once nothing is held any more. */
  async settled(pot: Pot): Promise<number> {
    return eventually('nothing is held', async () => {
      const { spent, held } = await this.money(pot)
      return held === 0 ? spent : undefined
    })
  }

  /** How many jobs with usage the control plane could not take, and will try again. */
  waitingJobs(): Promise<number> {
    return this.look.zcard(`${queuePrefix(this.look)}:usage:delayed`)
  }

  async flushRedis(): Promise<void> {
    await Promise.all(nodesOf(this.look).map((node) => node.flushall()))
  }

  /** What PostgreSQL recorded of a grant. */
  async rows(grantId: string): Promise<UsageRecord[]> {
    const { rows } = await this.database.query<UsageRecord>(
      `SELECT user_agent AS agent, grant_id AS "grantId", decision, reason, outcome, cost_micros::float8 AS "costMicros"
       FROM usage_events WHERE grant_id = $1 ORDER BY at`,
      [grantId],
    )
    return rows
  }

  async stop(): Promise<void> {
    this.upstream.release()
    await Promise.all(this.relays.map((relay) => relay.kill()))
    await this.controlPlane.kill()
    this.look.disconnect()
    await this.redis.kill()
    this.gate.stop()
    this.upstream.stop()
    await this.database.end()
    await onServer((admin) => admin.query(`DROP DATABASE IF EXISTS ${this.databaseName} WITH (FORCE)`))
    rmSync(this.folder, { recursive: true, force: true })
  }

  private async startServers({ isOnCluster = false }: FleetOptions): Promise<Servers> {
    this.databaseName = `fleet_${randomBytes(6).toString('hex')}`
    await onServer((admin) => admin.query(`CREATE DATABASE ${this.databaseName}`))
    const url = new URL(serverUrl())
    url.pathname = `/${this.databaseName}`
    this.database = new pg.Pool({ connectionString: url.href, max: 2 })
    this.gate = new Gate(url)
    this.redis = isOnCluster ? new RedisCluster(this.folder) : new RedisProcess(this.folder, await freePort())
    await this.redis.start()
    const target = { url: this.redis.url, isCluster: isOnCluster }
    this.look = openPatient(
      target,
      () => false,
      () => undefined,
    )
    await this.upstream.start()
    return {
      databaseUrl: await this.gate.open(),
      internalSecret: randomBytes(32).toString('base64url'),
    }
  }

  private async startServices(servers: Servers, options: FleetOptions): Promise<void> {
    const { relays, relayEnv, isOnCluster = false } = options
    const redis = { REDIS_URL: this.redis.url, REDIS_CLUSTER: String(isOnCluster) }
    const env = { ...redis, INTERNAL_SECRET: servers.internalSecret }
    const place = (name: string) => ({ DATA_DIR: join(this.folder, name) })
    this.controlPlane = new ServiceProcess({
      service: 'control-plane',
      port: await freePort(),
      env: {
        ...env,
        ...place('control-plane'),
        DATABASE_URL: servers.databaseUrl,
        AUDIT_KEY: randomBytes(32).toString('base64url'),
        PUBLIC_ORIGIN: 'http://localhost:4000',
        THROTTLE_SCALE: '1000',
      },
    })
    await this.controlPlane.start()
    // A machine that is busy with others is neither an overload nor an outage.
    const patience = { OVERLOAD_LOOP_DELAY_MS: '60000', REDIS_COMMAND_TIMEOUT_MS: '5000' }
    const origins = { PROVIDER_ORIGINS: JSON.stringify({ openai: this.upstream.origin }) }
    for (let i = 0; i < relays; i++) {
      const own = { CONTROL_PLANE_ORIGIN: this.controlPlane.origin, ...place(`relay-${i}`) }
      const relay = {
        service: 'relay' as const,
        port: await freePort(),
        env: { ...env, ...patience, ...origins, ...own, ...relayEnv },
      }
      this.relays.push(new ServiceProcess(relay))
    }
    await Promise.all(this.relays.map((relay) => relay.start()))
  }
}

const serverUrl = (): string => {
  const url = process.env['TEST_DATABASE_URL']
  if (url === undefined) throw new Error('TEST_DATABASE_URL is not set: run the suites by `npm test`.')
  return url
}

const onServer = async (work: (admin: pg.Client) => Promise<unknown>): Promise<void> => {
  const admin = new pg.Client(serverUrl())
  await admin.connect()
  try {
    await work(admin)
  } finally {
    await admin.end()
  }
}
