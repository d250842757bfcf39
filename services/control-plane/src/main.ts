import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import 'reflect-metadata'
import { ConfigProblem } from '@1relay/config'
import { createLogger, type Logger } from '@1relay/log'
import { parse } from 'yaml'
import { type Config, readControlPlaneConfig } from './config.js'
import type { ContractDocument } from './edge/index.js'
import { startServer } from './server.js'

const readConfigOrExit = (): Config => {
  try {
    return readControlPlaneConfig(process.env)
  } catch (error) {
    if (!(error instanceof ConfigProblem)) throw error
    console.error(error.message)
    process.exit(1)
  }
}

const stopOnSignal = (logger: Logger, close: () => Promise<void>): void => {
  let isStopping = false
  const stop = (signal: NodeJS.Signals): void => {
    if (isStopping) return
    isStopping = true
    logger.info({ signal }, 'stopping')
    close().then(
      () => process.exit(0),
      (err: unknown) => {
        logger.error({ err }, 'did not stop cleanly')
        process.exit(1)
      },
    )
  }
  process.on('SIGTERM', stop)
  process.on('SIGINT', stop)
}

const config = readConfigOrExit()
const logger = createLogger({ name: 'control-plane', level: config.logLevel })
const contractFile = createRequire(import.meta.url).resolve('@1relay/contracts/openapi.yaml')
const contract = parse(readFileSync(contractFile, 'utf8')) as ContractDocument

try {
  const server = await startServer({ config, logger, clock: () => new Date(), contract })
  stopOnSignal(logger, () => server.close())
  logger.info({ host: config.host, port: server.port }, 'serving')
} catch (err) {
  logger.fatal({ err }, 'could not start')
  process.exit(1)
}
