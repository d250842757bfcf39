// Usage: node scripts/bootstrap.mjs scripts/services.mjs
// The throw-away servers of the tests alone, until Ctrl-C, for working on one project: prints the variables to export.
// PG_PORT and REDIS_PORT choose ports.
import { startTestServices } from './engines/test-services.mjs'
import { makeShutdown } from './processes/shutdown.mjs'
import { say, showProblem } from './processes/terminal.mjs'

const shutdown = makeShutdown()
const end = async (code) => {
  await shutdown.run()
  process.exit(code)
}
shutdown.onSignal(
  () => end(0),
  () => process.exit(1),
)

const chosen = (name) => (process.env[name] ? Number(process.env[name]) : undefined)

try {
  const { env } = await startTestServices(shutdown, {
    postgresPort: chosen('PG_PORT'),
    redisPort: chosen('REDIS_PORT'),
  })
  say('')
  for (const [name, value] of Object.entries(env)) say(`export ${name}=${value}`)
  say('\nCtrl-C stops them and deletes their data.')
  setInterval(() => {}, 60_000)
} catch (error) {
  showProblem(error)
  await end(1)
}
