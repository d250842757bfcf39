// Usage: npm test                     everything: build, checks, all tests
//        npm test -- <jest arguments>  build and the chosen tests only, for example: npm test -- --selectProjects relay
// Starts one throw-away PostgreSQL and one throw-away Redis for the run, on free ports, in a temporary folder.
import { spawn } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { availableParallelism } from 'node:os'
import { join } from 'node:path'
import { runChecks } from './checks.mjs'
import { findChromium } from './engines/chromium.mjs'
import { startTestServices } from './engines/test-services.mjs'
import { runTarget } from './processes/nx.mjs'
import { makeShutdown } from './processes/shutdown.mjs'
import { bold, dim, green, red, say, showProblem, since, step } from './processes/terminal.mjs'

// Bounds against hanging, not assertions about speed: Argon2id and browsers share the machine with everything else.
const TEST_TIMEOUT_MS = 60_000
const WORKERS = Math.max(2, availableParallelism() - 1)
// Jest keeps about 40 MB of each suite that loads a whole server. With gigabytes of it, whatever collects garbage takes ten times as long.
const WORKER_MEMORY = '500MB'

const startedAt = Date.now()
const jestArguments = process.argv.slice(2)
const shutdown = makeShutdown()
const children = new Set()
const onChild = (child) => {
  children.add(child)
  child.once('close', () => children.delete(child))
}

const breakOff = async () => {
  say(red('\nBroken off; cleaning up …'))
  for (const child of children) child.kill('SIGTERM')
  await shutdown.run()
  process.exit(130)
}
shutdown.onSignal(breakOff, () => process.exit(130))

const HUNG_AFTER_MS = 30_000

// The report is Jest's last act. A Jest that lives on after it waits for something that a test left open, possibly for ever.
const endWhenHung = (child, report) => {
  let isHung = false
  let timer
  const watch = setInterval(() => {
    if (!existsSync(report)) return
    clearInterval(watch)
    timer = setTimeout(() => {
      isHung = true
      child.kill('SIGKILL')
    }, HUNG_AFTER_MS)
  }, 500)
  child.once('close', () => {
    clearInterval(watch)
    clearTimeout(timer)
  })
  return () => isHung
}

const read = (report, isHung) => {
  try {
    return { isHung, ...JSON.parse(readFileSync(report, 'utf8')) }
  } catch {
    return undefined
  }
}

/** Runs Jest; gives its report, or undefined when Jest itself could not run. */
const runJest = (env, folder) =>
  new Promise((resolve) => {
    const report = join(folder, 'jest.json')
    const jest = join('node_modules', 'jest', 'bin', 'jest.js')
    const args = [
      '--experimental-vm-modules',
      jest,
      '--json',
      `--outputFile=${report}`,
      '--passWithNoTests',
      `--testTimeout=${TEST_TIMEOUT_MS}`,
      `--maxWorkers=${WORKERS}`,
      `--workerIdleMemoryLimit=${WORKER_MEMORY}`,
      ...jestArguments,
    ]
    const child = spawn(process.execPath, args, {
      // The JSON goes to the file as well; what people read is on stderr.
      stdio: ['ignore', 'ignore', 'inherit'],
      env: { ...process.env, ...env, NODE_NO_WARNINGS: '1', NODE_ENV: 'test' },
    })
    onChild(child)
    const hung = endWhenHung(child, report)
    child.on('close', () => resolve(read(report, hung())))
  })

const failuresOf = (report) =>
  report.testResults.flatMap((file) => {
    const failed = file.assertionResults.filter(({ status }) => status === 'failed').map(({ fullName }) => fullName)
    const names = failed.length > 0 || file.status !== 'failed' ? failed : ['the file itself does not run']
    return names.map((name) => `${file.name.replace(`${process.cwd()}/`, '')}: ${name}`)
  })

/** Builds; gives the titles of failed steps. */
const build = async () => {
  try {
    await step('build', () => runTarget('build', { onChild }))
    return []
  } catch (error) {
    showProblem(error)
    return ['build']
  }
}

const runAll = async () => {
  const CHROMIUM_PATH = await step('Chromium', async () => findChromium())
  const services = await startTestServices(shutdown)
  const failed = await build()
  if (jestArguments.length === 0) failed.push(...(await runChecks(onChild)))
  say(dim('  … tests (jest)'))
  const report = await runJest({ ...services.env, CHROMIUM_PATH }, services.folder)
  if (!report) failed.push('jest did not run')
  else failed.push(...failuresOf(report))
  if (report?.isHung) failed.push('a test left something open, so jest did not end (jest --detectOpenHandles finds it)')
  const passed = report?.numPassedTests ?? 0
  if (report?.numPendingTests) say(dim(`${report.numPendingTests} tests are marked as skipped.`))
  return { passed, failed }
}

let result = { passed: 0, failed: [] }
try {
  result = await runAll()
} catch (error) {
  showProblem(error)
  result = { passed: 0, failed: [error.message] }
}
await shutdown.run()
const { passed, failed } = result
if (failed.length > 0) say(`\n${bold('Failed:')}\n${failed.map((name) => red(`  ✗ ${name}`)).join('\n')}`)
say(dim(`\n${since(startedAt)} in all`))
say((failed.length > 0 ? red : green)(`${passed} passed, ${failed.length} failed`))
process.exit(failed.length > 0 ? 1 : 0)
