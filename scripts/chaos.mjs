// Usage: npm run chaos -- [--rounds 20] [--seed 7] [--help]
// The real house under load while its parts are killed and started again; ends with the books, and with code 1 if a promise broke.
import { chmodSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { KINDS } from './chaos/kinds.mjs'
import { helpText, readOptions } from './chaos/options.mjs'
import { runTarget } from './processes/nx.mjs'
import { makeShutdown } from './processes/shutdown.mjs'
import { note, say, showProblem, step } from './processes/terminal.mjs'

process.chdir(resolve(dirname(fileURLToPath(import.meta.url)), '..'))

const shutdown = makeShutdown()
let isEnding = false

const makeFolder = ({ isKept }) => {
  const folder = mkdtempSync(join(tmpdir(), '1relay-chaos-'))
  chmodSync(folder, 0o711) // the database's user has to pass through
  shutdown.add(() =>
    isKept ? note(`logs and data are in ${folder}`) : rmSync(folder, { recursive: true, force: true }),
  )
  return folder
}

const play = async () => {
  const options = readOptions(process.argv.slice(2), KINDS)
  if (options.isHelp) {
    say(helpText(KINDS))
    return 0
  }
  say(`\n  Chaos, seed ${options.seed}\n`)
  const onChild = (child) => shutdown.add(() => child.kill('SIGTERM'))
  if (!options.isBuilt) await step('build', () => runTarget('build', { onChild, isAborted: () => isEnding }))
  // What it imports of ours is there only when it is built.
  const { run } = await import('./chaos/run.mjs')
  return run(makeFolder(options), options, shutdown)
}

const end = async (code) => {
  if (isEnding) return
  isEnding = true
  await shutdown.run()
  process.exit(code)
}
shutdown.onSignal(
  () => {
    say('\n  Broken off; cleaning up …')
    void end(130)
  },
  () => process.exit(130),
)
try {
  await end(await play())
} catch (error) {
  if (!isEnding) showProblem(error)
  await end(1)
}
