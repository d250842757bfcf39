import { ConfigProblem } from '@1relay/config'
import { createLogger } from '@1relay/log'
import { join } from 'node:path'
import { readRelayConfig, type RelayConfig } from './config.js'
import { KeySourceProblem } from './key-source/index.js'
import { createMetricsServer } from './ops/metrics-server.http.js'
import { createRelay } from './wire.js'

const readOrExit = (): RelayConfig => {
  try {
    return readRelayConfig(process.env)
  } catch (error) {
    if (!(error instanceof ConfigProblem)) throw error
    process.stderr.write(`${error.message}\n`)
    process.exit(78) // EX_CONFIG of sysexits.h
  }
}

const config = readOrExit()
const logger = createLogger({ name: 'relay', level: config.LOG_LEVEL })
const relay = createRelay({ config, logger, scriptsFolder: join(import.meta.dirname, 'admit') })
const metrics = createMetricsServer(relay.metrics)

// Node would print an error with all that hangs on it: requests, headers, rows. The logger says what happened, and no more.
process.on('uncaughtException', (error) => {
  logger.fatal({ err: error }, 'crashed')
  process.exit(1)
})
// A diagnostic report would name the environment, where the secrets of the configuration stand.
process.report.excludeEnv = true

let isStopping = false
const stop = (signal: string): void => {
  if (isStopping) return
  isStopping = true
  logger.info({ signal }, 'draining')
  void relay.stop().then(() => {
    metrics.close()
    logger.info('stopped')
    process.exit(0)
  })
}
process.on('SIGTERM', stop)
process.on('SIGINT', stop)

if (config.METRICS_PORT !== undefined) metrics.listen(config.METRICS_PORT, config.METRICS_HOST)
// What an operator has to put right is said in one sentence, like a wrong setting.
const port = await relay.start().catch((error: unknown) => {
  if (!(error instanceof KeySourceProblem)) throw error
  process.stderr.write(`${error.message}\n`)
  process.exit(78)
})
logger.info({ port, publicFallthrough: config.PUBLIC_FALLTHROUGH }, 'listening')
