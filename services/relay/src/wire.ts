import type { Fault } from '@1relay/faults'
import type { Logger } from '@1relay/log'
import type { Subscriber } from '@1relay/redis'
import { randomUUID } from 'node:crypto'
import type { Server } from 'node:http'
import { RedisAdmissionStore } from './admit/admission.redis.js'
import { readScripts } from './admit/scripts.fs.js'
import { rateLimitHeaders } from './answer/index.js'
import type { Call } from './call.js'
import type { RelayConfig } from './config.js'
import { changeListener } from './change-listener.js'
import { connectRedis, type RedisConnections } from './connect.redis.js'
import { Connections, drain } from './drain.js'
import { createFallthrough, type Fallthrough } from './forward/fallthrough.proxy.js'
import { NetForwarder } from './forward/forward.net.js'
import { listenForChanges } from './grants/changes.redis.js'
import { HttpColdGrants } from './grants/cold-grants.http.js'
import { HttpPins } from './grants/pins.http.js'
import { RedisGrantStore } from './grants/grant-store.redis.js'
import { HttpNetworks } from './grants/networks.http.js'
import { ColdGate, FindGrant, NewNetworks } from './grants/index.js'
import { BodyRoom } from './inspect/index.js'
import { PriceBook } from './meter/index.js'
import { OpenCalls } from './open-calls.js'
import { checkHealth, LoadWatch, Metrics, type HealthOptions } from './ops/index.js'
import { runPipeline, type PipelineContext } from './pipeline.js'
import { writeRefusal } from './refuse/index.js'
import { createRelayServer } from './server.js'
import { Holds, keepOpen } from './settle/index.js'
import { Strangers } from './steps/index.js'
import { Bearers } from './token/index.js'
import { type Books, createBooks } from './wire-books.js'
import { createCustody, type Custody } from './wire-custody.js'

export interface RelayOptions {
  readonly config: RelayConfig
  readonly logger: Logger
  /** Folder with admit.lua, extend.lua and settle.lua. */
  readonly scriptsFolder: string
  /** Prefix of the queue's keys; tests keep theirs apart. */
  readonly queuePrefix?: string
}

export interface Relay {
  readonly server: Server
  readonly metrics: Metrics
  /** Connects and listens; resolves to the port. */
  start(): Promise<number>
  /** Drains: no new calls, open ones to their end or the grace time, then usage and settlements; resolves when all is closed. */
  stop(): Promise<void>
}

const HEALTH_TIMEOUT_MS = 2000

interface Parts extends Books {
  readonly redis: ReturnType<typeof connectRedis>
  readonly forwarder: NetForwarder
  readonly custody: Custody
  readonly store: RedisAdmissionStore
  readonly holds: Holds
  readonly finder: FindGrant
  readonly open: OpenCalls
  readonly metrics: Metrics
  readonly load: LoadWatch
  readonly fallthrough: Fallthrough | undefined
  readonly onTrouble: (message: string, error: unknown) => void
  readonly isDraining: () => boolean
}

/** Builds a relay from its configuration: the one place where adapters are chosen. */
export const createRelay = (options: RelayOptions): Relay => {
  const { config } = options
  let isDraining = false
  let changes: Subscriber | undefined
  const parts = createParts(options, () => isDraining)
  const { holds, open, metrics, onTrouble } = parts
  const context = createContext(config, options.logger, parts)
  const server = createRelayServer({
    headersMaxBytes: config.HEADERS_MAX_BYTES,
    trustProxyHops: config.TRUST_PROXY_HOPS,
    allowedOrigins: config.ALLOWED_ORIGINS,
    isDraining: parts.isDraining,
    isOverloaded: () => parts.load.turnsAway(),
    fallThrough: parts.fallthrough?.forward,
    run: (call) => {
      open.add(call)
      void runPipeline(call, context)
    },
    health: () => checkHealth(healthChecks(config, parts)),
  })
  const connections = new Connections(server)
  const keptOpen = keepOpen({
    grow: (hold, addMicros) => holds.grow(hold, addMicros),
    holdTtlMs: config.HOLD_TTL_MS,
    holds: () => open.holds(config.HOLD_TTL_MS),
    onTrouble,
  })
  parts.recover.onLoss = () => keptOpen.renewAll()
  return {
    server,
    metrics,
    start: async () => {
      await parts.redis.connect()
      changes = listenForChanges(parts.redis.commands, changeListener(parts.finder, open), (error) =>
        onTrouble('not listening for changed grants', error),
      )
      void parts.settle.replay()
      void parts.usage.replay()
      parts.reaper.start()
      parts.recover.start()
      await parts.custody.start()
      return listen(server, config)
    },
    stop: () => {
      isDraining = true
      keptOpen.stop()
      return drain(server, config.SHUTDOWN_GRACE_MS, { ...parts, connections }).finally(() => changes?.close())
    },
  }
}

const createParts = (options: RelayOptions, isDraining: () => boolean): Parts => {
  const { config, logger, scriptsFolder } = options
  const onTrouble = (message: string, error: unknown): void => logger.warn({ err: error }, message)
  const redis = connectRedis(targetOf(config), config.REDIS_COMMAND_TIMEOUT_MS, onTrouble)
  const store = new RedisAdmissionStore(redis.commands, readScripts(scriptsFolder), config.HOLD_TTL_MS)
  const finder = createFinder(config, redis.commands)
  const open = new OpenCalls()
  const books = createBooks(options, { redis, store, finder, onTrouble })
  const metrics = new Metrics({ openCalls: () => open.size, waitingSettlements: () => books.settle.waiting })
  const forwarder = new NetForwarder({
    connectTimeoutMs: config.UPSTREAM_CONNECT_TIMEOUT_MS,
    handshakeTimeoutMs: config.UPSTREAM_HANDSHAKE_TIMEOUT_MS,
    originsMax: 500,
  })
  return {
    redis,
    store,
    open,
    onTrouble,
    isDraining,
    ...books,
    holds: new Holds({ store, rebuild: (grantId) => finder.rebuild(grantId) }),
    forwarder,
    custody: createCustody(config, forwarder, logger),
    finder,
    metrics,
    load: new LoadWatch({
      loopDelayMs: config.OVERLOAD_LOOP_DELAY_MS,
      rssBytes: config.OVERLOAD_RSS_BYTES,
      openCallsMax: config.OVERLOAD_OPEN_CALLS,
      openCalls: () => open.size,
      onTurnedAway: (reason) => metrics.observeShed(reason),
    }),
    fallthrough: config.PUBLIC_FALLTHROUGH ? createControlPlaneFallthrough(config, logger) : undefined,
  }
}

const targetOf = ({ REDIS_URL, REDIS_CLUSTER }: RelayConfig) => ({ url: REDIS_URL, isCluster: REDIS_CLUSTER })

const createFinder = (config: RelayConfig, redis: RedisConnections['commands']): FindGrant =>
  new FindGrant({
    store: new RedisGrantStore(redis),
    cold: new HttpColdGrants(config.CONTROL_PLANE_ORIGIN, config.INTERNAL_SECRET),
    gate: new ColdGate({ atOnceMax: 50, perSecondMax: 200, now: () => performance.now() }),
    cacheMax: config.GRANT_CACHE_MAX,
    cacheTtlMs: 60_000,
    unknownTtlMs: 2000,
  })

const createContext = (config: RelayConfig, logger: Logger, parts: Parts): PipelineContext => ({
  bearers: new Bearers(config.GRANT_CACHE_MAX),
  store: parts.store,
  finder: parts.finder,
  holds: parts.holds,
  forwarder: parts.forwarder,
  keys: parts.custody.keys,
  accessTokens: parts.custody.accessTokens,
  settle: parts.settle,
  record: parts.record,
  strangers: new Strangers({
    now: () => performance.now(),
    max: config.GRANT_CACHE_MAX,
    onUnrecorded: () => parts.metrics.observeUnrecorded(),
  }),
  addressCounter: parts.redis.commands,
  addressRequestsPerMinute: config.ADDRESS_REQUESTS_PER_MINUTE,
  pins: new HttpPins(config.CONTROL_PLANE_ORIGIN, config.INTERNAL_SECRET),
  holdTtlMs: config.HOLD_TTL_MS,
  prices: new PriceBook(Date.now, config.PRICE_OVERRIDES),
  newNetworks: new NewNetworks({
    networks: new HttpNetworks(config.CONTROL_PLANE_ORIGIN, config.INTERNAL_SECRET),
    now: () => performance.now(),
    max: config.GRANT_CACHE_MAX,
  }),
  trustProxyHops: config.TRUST_PROXY_HOPS,
  operatorOrigins: config.PROVIDER_ORIGINS,
  inspectedMaxBytes: config.INSPECTED_BODY_MAX_BYTES,
  bodyRoom: new BodyRoom(config.INSPECTED_BODIES_MAX_BYTES, config.INSPECTED_BODY_MAX_BYTES),
  now: Date.now,
  isDraining: parts.isDraining,
  refuse: (call, failure) => refuseCall(call, failure, logger),
  onEnd: (call, event, failure) => {
    parts.open.remove(call)
    parts.metrics.observe({
      decision: event?.decision ?? 'refused',
      result: event?.outcome ?? failure?.code ?? 'left',
      provider: call.upstream === undefined ? 'none' : (call.upstream.provider?.slug ?? 'plain'),
      firstByteMs: event?.firstByteMs ?? null,
    })
  },
})

const healthChecks = ({ PUBLIC_FALLTHROUGH, CONTROL_PLANE_ORIGIN }: RelayConfig, parts: Parts): HealthOptions => ({
  isDraining: parts.isDraining,
  timeoutMs: HEALTH_TIMEOUT_MS,
  checks: {
    redis: () => parts.store.ping(),
    ...(PUBLIC_FALLTHROUGH && { controlPlane: () => pingControlPlane(CONTROL_PLANE_ORIGIN) }),
  },
})

const refuseCall = (call: Call, failure: Fault, logger: Logger): number => {
  if (failure.code === 'internal')
    logger.error({ err: failure, requestId: call.requestId }, 'a call failed on our side')
  else logger.debug({ code: failure.code, requestId: call.requestId }, 'refused')
  if (call.res.destroyed) return 0
  const perMinute = call.grant?.limits.requestsPerMinute
  const isRate = failure.code === 'rate_limited' && perMinute !== undefined
  return writeRefusal(
    call.res,
    failure,
    call.requestId,
    isRate ? rateLimitHeaders(perMinute, 0, failure.retryAfterMs ?? 0) : [],
  )
}

const createControlPlaneFallthrough = (config: RelayConfig, logger: Logger): Fallthrough =>
  createFallthrough({
    origin: config.CONTROL_PLANE_ORIGIN,
    onUnreachable: (res, failure) => {
      logger.warn({ err: failure }, 'the control plane could not be reached')
      writeRefusal(res, failure, randomUUID())
    },
  })

const pingControlPlane = async (origin: string): Promise<void> => {
  const answer = await fetch(`${origin}/healthz`, { redirect: 'error', signal: AbortSignal.timeout(HEALTH_TIMEOUT_MS) })
  await answer.body?.cancel()
  if (answer.status !== 200) throw new Error(`the control plane's health is ${answer.status}`)
}

const listen = (server: Server, { PORT, HOST }: RelayConfig): Promise<number> =>
  new Promise((resolve, reject) => {
    server.once('error', reject)
    server.listen(PORT, HOST, () => {
      server.off('error', reject)
      const address = server.address()
      resolve(typeof address === 'object' && address !== null ? address.port : PORT)
    })
  })
