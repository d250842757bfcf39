// Runs Nx targets with a line of progress each; Nx itself decides what is still in its cache.
import { spawn } from 'node:child_process'
import { join } from 'node:path'
import { Problem, dim, say } from './terminal.mjs'

const nx = join('node_modules', '.bin', 'nx')

// Quiet and local: no daemon that outlives us, no cloud, no terminal interface.
const quiet = {
  NX_DAEMON: 'false',
  NX_NO_CLOUD: 'true',
  NX_TUI: 'false',
  NX_ISOLATE_PLUGINS: 'false',
  FORCE_COLOR: '0',
  NX_VERBOSE_LOGGING: 'false',
}

const heading = /^> nx run (\S+?)(?:\s+\[(.*)\])?\s*$/

const report = (line) => {
  const [, task, hint = ''] = heading.exec(line) ?? []
  if (task) say(dim(`    ${task} ${hint && `(${hint})`}`))
}

// Nx prints what each task said under its heading, then the list of those that failed.
const failuresIn = (lines) => {
  const failed = new Set(lines.flatMap((line) => /^\s*- (\S+:\S+)$/.exec(line)?.[1] ?? []))
  let isShown = failed.size === 0
  return lines.filter((line) => {
    const [, task] = heading.exec(line) ?? []
    if (task) isShown = failed.has(task)
    return isShown && line.trim() && !/^npm (warn|error)/.test(line)
  })
}

/** Runs the target in every project that has it; throws a Problem with the output of what failed. */
export const runTarget = (target, { isAborted = () => false, onChild = () => {} } = {}) =>
  new Promise((resolve, reject) => {
    const args = ['run-many', '-t', target, '--parallel=2', '--outputStyle=static']
    const child = spawn(nx, args, { env: { ...process.env, ...quiet }, stdio: ['ignore', 'pipe', 'pipe'] })
    onChild(child)
    let output = ''
    let rest = ''
    const read = (chunk) => {
      output += chunk
      const lines = (rest + chunk).split('\n')
      rest = lines.pop()
      lines.forEach(report)
    }
    child.stdout.setEncoding('utf8').on('data', read)
    child.stderr.setEncoding('utf8').on('data', read)
    child.on('error', reject)
    child.on('close', (code) => {
      if (code === 0) return resolve()
      if (isAborted()) return reject(new Problem(`${target} was broken off.`))
      reject(new Problem(`nx run-many -t ${target} failed:`, failuresIn(output.split('\n')).slice(-80)))
    })
  })
