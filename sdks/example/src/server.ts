/**
 * The smallest app on 1Relay: people connect their own AI keys, this server chats on them. Read `app.ts` next.
 *
 * It keeps access tokens in memory, so a restart disconnects everybody: a real app stores them encrypted.
 */
import { dirname } from 'node:path'
import { fileURLToPath } from 'node:url'
import { OneRelayClient } from '@1relay/node-sdk'
import { makeApp } from './app.js'
import { readConfig } from './config.js'

const config = readConfig(process.env)
if (!config.ok) {
  console.error(config.problem)
  process.exit(1)
}

const app = makeApp({
  client: new OneRelayClient(config.relay),
  relayUrl: config.relay.baseUrl,
  isSandbox: config.isSandbox,
  publicDir: fileURLToPath(new URL('../public', import.meta.url)),
  linkSdkDir: dirname(fileURLToPath(import.meta.resolve('@1relay/link-sdk'))),
})

const server = app.listen(config.port, config.host, () => {
  console.log(`The example app is on http://localhost:${config.port}`)
})
server.on('error', (error: NodeJS.ErrnoException) => {
  console.error(`The example app cannot listen on port ${config.port}: ${error.code ?? 'unknown'}`)
  process.exit(1)
})
const stop = (): void => {
  server.close(() => process.exit(0))
  server.closeAllConnections()
}
process.on('SIGTERM', stop)
process.on('SIGINT', stop)
