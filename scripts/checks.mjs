// What `npm run check` and `npm test` look at besides the tests: generated code, layers, types, lint, format.
import { spawn } from 'node:child_process'
import { readdirSync } from 'node:fs'
import { availableParallelism } from 'node:os'
import { join } from 'node:path'
import { runTarget } from './processes/nx.mjs'
import { Problem, step } from './processes/terminal.mjs'

const bin = (name) => join('node_modules', '.bin', name)

const run = (command, args, onChild) =>
  new Promise((resolve, reject) => {
    const child = spawn(command, args, { stdio: ['ignore', 'pipe', 'pipe'] })
    onChild(child)
    let output = ''
    for (const stream of [child.stdout, child.stderr]) stream.setEncoding('utf8').on('data', (text) => (output += text))
    child.on('error', reject)
    child.on('close', (code) =>
      code === 0 ? resolve() : reject(new Problem('It found this:', output.trimEnd().split('\n').slice(-80))),
    )
  })

/** Title and work of every check. */
const checks = (onChild) => [
  ['generated code is current', () => run(process.execPath, ['scripts/gen.mjs', '--check'], onChild)],
  ['format (prettier)', () => run(bin('prettier'), ['--check', '--log-level=warn', '.'], onChild)],
  [
    'layers (dependency-cruiser)',
    () => run(bin('depcruise'), ['--config', '.dependency-cruiser.mjs', 'contracts', 'sdks', 'services'], onChild),
  ],
  ['types (tsc)', () => runTarget('typecheck', { onChild })],
]

/** What is linted in a process of its own: the types of everything at once are more than one heap holds. */
const lintedParts = () => {
  const entries = readdirSync('.', { withFileTypes: true }).filter(({ name }) => !/^(node_modules|\.|docs$)/.test(name))
  const folders = entries.filter((entry) => entry.isDirectory()).map(({ name }) => name)
  const services = readdirSync('services').map((name) => `services/${name}`)
  return [...services, ...folders.filter((name) => name !== 'services' && name !== 'infra'), '*.mjs', '.*.mjs']
}

const lint = async (onChild) => {
  const waiting = lintedParts()
  const findings = []
  const work = async () => {
    for (let part = waiting.shift(); part !== undefined; part = waiting.shift()) {
      const cache = [
        '--cache',
        '--cache-strategy',
        'content',
        '--cache-location',
        `.nx/eslint/${part.replaceAll('/', '-')}`,
      ]
      await run(bin('eslint'), ['--no-error-on-unmatched-pattern', ...cache, part], onChild).catch((problem) => {
        findings.push(...(problem.lines ?? [problem.message]))
      })
    }
  }
  await Promise.all(Array.from({ length: availableParallelism() }, work))
  if (findings.length > 0) throw new Problem('It found this:', findings)
}

/** Runs all of them, whatever fails; gives the titles of what failed, having shown why. */
export const runChecks = async (onChild = () => {}) => {
  const failed = []
  const runInOrder = async (some) => {
    for (const [title, check] of some) {
      try {
        await step(title, check)
      } catch (error) {
        failed.push(title)
        console.error([error.message, ...(error.lines ?? [])].map((line) => `      ${line}`).join('\n'))
      }
    }
  }
  // Lint takes longer than all others, most of which have use for one core only.
  await Promise.all([runInOrder(checks(onChild)), runInOrder([['lint (eslint)', () => lint(onChild)]])])
  return failed
}
