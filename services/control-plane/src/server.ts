import { NestFactory } from '@nestjs/core'
import { ExpressAdapter, type NestExpressApplication } from '@nestjs/platform-express'
import { fault } from '@1relay/faults'
import express from 'express'
import { AppModule } from './app.module.js'
import { isAccountGone, isDatabaseAway, isWorkspaceGone } from './database/index.js'
import {
  browserApps,
  contractMiddleware,
  FaultsFilter,
  headAsGet,
  jsonBody,
  listen,
  readablePath,
  requestId,
  securityHeaders,
} from './edge/index.js'
import type { Settings } from './settings.module.js'

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

const departed = (error: unknown) =>
  isAccountGone(error) ? fault('unauthenticated', 'the account was deleted meanwhile', { cause: error }) : undefined

const deleted = (error: unknown) =>
  isWorkspaceGone(error) ? fault('not_found', 'the workspace was deleted meanwhile', { cause: error }) : undefined

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
  app.use(requestId, ...securityHeaders(config.publicOrigin), browserApps(config.browserApps.allowedOrigins))
  app.use(headAsGet, readablePath)
  app.use(...jsonBody)
  app.use(...contractMiddleware(contract, config.validatesAnswers))
  app.use(faults.middleware)
  return app
}

/** Builds the whole process from its settings and listens. */
export const startServer = async (settings: Settings): Promise<RunningServer> => {
  const faults = new FaultsFilter(settings.logger, [unavailable, departed, deleted])
  const adapter = new ExpressAdapter(makeExpress(settings, faults))
  const app = await NestFactory.create<NestExpressApplication>(AppModule.with(settings), adapter, {
    bodyParser: false,
    logger: false,
    abortOnError: false,
  })
  app.useGlobalFilters(faults)
  await app.init()
  const listener = await listen(settings.config, adapter.getInstance<express.Express>())
  return {
    port: listener.port,
    app,
    close: async () => {
      await listener.drain()
      await app.close()
    },
  }
}
