import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { NestFactory } from '@nestjs/core'
import { ExpressAdapter, type NestExpressApplication } from '@nestjs/platform-express'
import { fault } from '@1relay/faults'
import express from 'express'
import { AppModule } from './app.module.js'
import type { Config } from './config.js'
import { isDatabaseAway } from './database/index.js'
import {
  answerBrokenRequests,
  contractMiddleware,
  FaultsFilter,
  headAsGet,
  jsonBody,
  readablePath,
  requestId,
  securityHeaders,
} from './edge/index.js'
import type { Settings } from './settings.module.js'

const HEADER_BYTES_MAX = 16_384
const HEADERS_TIMEOUT_MS = 10_000
const REQUEST_TIMEOUT_MS = 30_000
// Longer than the relay keeps idle connections, so that it never sends into one that is just being closed.
const KEEP_ALIVE_TIMEOUT_MS = 75_000
const DRAIN_MS = 10_000

/** A control plane that serves. */
export interface RunningServer {
  /** The port it listens on. */
  readonly port: number
  readonly app: NestExpressApplication
  /** Stops accepting, lets requests finish (ten seconds at most), then closes workers and pools. */
  close(): Promise<void>
}

const unavailable = (error: unknown) =>
  isDatabaseAway(error) ? fault('unavailable', 'PostgreSQL is away', { cause: error, retryAfterMs: 1000 }) : undefined

/** Express with all that runs before Nest's routes, in the order in which a request meets it. */
const makeExpress = ({ config, contract }: Settings, faults: FaultsFilter): express.Express => {
  const app = express()
  app.disable('x-powered-by')
  app.disable('etag')
  app.enable('case sensitive routing')
  app.enable('strict routing')
  app.set('query parser', 'simple')
  // A number counts hops from our side; `true` would believe whatever the client wrote.
  app.set('trust proxy', config.trustProxyHops)
  app.use(requestId, ...securityHeaders(config.publicOrigin), headAsGet, readablePath)
  app.use(...jsonBody)
  app.use(...contractMiddleware(contract, config.validatesAnswers))
  app.use(faults.middleware)
  return app
}

const listen = (server: Server, { host, port }: Config): Promise<number> =>
  new Promise((resolve, reject) => {
    server.once('error', reject)
    server.listen(port, host, () => resolve((server.address() as AddressInfo).port))
  })

const drain = (server: Server): Promise<void> =>
  new Promise((resolve) => {
    const timer = setTimeout(() => server.closeAllConnections(), DRAIN_MS)
    server.close(() => {
      clearTimeout(timer)
      resolve()
    })
    server.closeIdleConnections()
  })

/** Builds the whole process from its settings and listens. */
export const startServer = async (settings: Settings): Promise<RunningServer> => {
  const { config, logger } = settings
  const faults = new FaultsFilter(logger, [unavailable])
  const adapter = new ExpressAdapter(makeExpress(settings, faults))
  const app = await NestFactory.create<NestExpressApplication>(AppModule.with(settings), adapter, {
    bodyParser: false,
    logger: false,
    abortOnError: false,
  })
  app.useGlobalFilters(faults)
  await app.init()
  const server = createServer(
    {
      maxHeaderSize: HEADER_BYTES_MAX,
      headersTimeout: HEADERS_TIMEOUT_MS,
      requestTimeout: REQUEST_TIMEOUT_MS,
      keepAliveTimeout: KEEP_ALIVE_TIMEOUT_MS,
    },
    adapter.getInstance<express.Express>(),
  )
  answerBrokenRequests(server)
  const port = await listen(server, config)
  return {
    port,
    app,
    close: async () => {
      await drain(server)
      await app.close()
    },
  }
}
