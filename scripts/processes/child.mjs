// One child process with its log file. Children get a process group of their own, so that Ctrl-C in the terminal reaches
// only the script, which then stops them in the right order.
import { spawn } from 'node:child_process'
import { closeSync, openSync, readFileSync } from 'node:fs'
import { Problem } from './terminal.mjs'

const TAIL_LINES = 25

/** The last lines of a log file. */
export const tail = (path, lines = TAIL_LINES) => {
  try {
    return readFileSync(path, 'utf8').trimEnd().split('\n').slice(-lines)
  } catch {
    return []
  }
}

/**
 * Starts a process. `stdin` is a text that it reads (configuration that must not show in `ps`). Gives
 * `{ name, pid, log, exited, hasExited(), stop() }`; `exited` resolves to `{ code, signal }` and never rejects.
 */
export const startChild = (name, command, args, { env, cwd, log, stdin, uid, gid, stopSignal = 'SIGTERM' } = {}) => {
  const out = openSync(log, 'a', 0o600)
  const child = spawn(command, args, {
    env,
    cwd,
    uid,
    gid,
    detached: true,
    stdio: [stdin ? 'pipe' : 'ignore', out, out],
  })
  closeSync(out)
  if (stdin) child.stdin.on('error', () => {}).end(stdin)
  let outcome
  const exited = new Promise((resolve) => {
    const end = (code, signal, error) => resolve((outcome ??= { code, signal, error }))
    child.once('error', (error) => end(null, null, error)).once('exit', (code, signal) => end(code, signal))
  })
  const kill = (signal) => {
    try {
      if (child.pid && !outcome) process.kill(child.pid, signal)
    } catch (error) {
      if (error.code !== 'ESRCH') throw error
    }
  }
  const stop = async (withinMs = 15_000) => {
    kill(stopSignal)
    const timer = setTimeout(() => kill('SIGKILL'), withinMs)
    await exited
    clearTimeout(timer)
  }
  return { name, pid: child.pid, log, exited, hasExited: () => outcome !== undefined, stop, kill }
}

/** Asks every 100 ms until `isReady` says so; when it dies or the time is over, the child is stopped and a Problem thrown. */
export const waitFor = async (child, isReady, withinMs = 60_000) => {
  const deadline = Date.now() + withinMs
  while (!child.hasExited() && Date.now() < deadline) {
    if (await isReady()) return
    await Promise.race([child.exited, new Promise((resolve) => setTimeout(resolve, 100))])
  }
  const why = child.hasExited() ? await describeExit(child) : `${child.name} is not ready after ${withinMs / 1000} s`
  await child.stop(3000)
  throw new Problem(`${why}. The end of ${child.log}:`, tail(child.log))
}

/** How a child ended, as part of a sentence. */
export const describeExit = async (child) => {
  const { code, signal, error } = await child.exited
  if (error) return `${child.name} could not be started (${error.message})`
  return signal ? `${child.name} was ended by ${signal}` : `${child.name} ended with code ${code}`
}
