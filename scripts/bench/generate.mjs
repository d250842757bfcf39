// Runs one measurement in a process of its own, pinned away from the system under test.
import { spawn } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { findProgram } from '../engines/apt.mjs'
import { Problem } from '../processes/terminal.mjs'
import { cpuUs, pinned, residentMb } from './machine.mjs'
import { rawRequests, wrkScript } from './traffic.mjs'

const LOAD_CORE = 0
const CONNECTIONS = 64
const KILL_AFTER_MS = 60_000
const load = fileURLToPath(new URL('load.mjs', import.meta.url))

const run = (command, args, input, onChild) =>
  new Promise((resolve, reject) => {
    const child = spawn(...pinned(LOAD_CORE, command, args), { stdio: ['pipe', 'pipe', 'pipe'] })
    const removeChild = onChild(child)
    const timer = setTimeout(() => child.kill('SIGKILL'), KILL_AFTER_MS)
    let output = ''
    let errors = ''
    child.stdout.setEncoding('utf8').on('data', (text) => (output += text))
    child.stderr.setEncoding('utf8').on('data', (text) => (errors += text))
    child.stdin.on('error', () => {}).end(input)
    child.on('error', reject)
    child.on('close', (code) => {
      clearTimeout(timer)
      removeChild()
      if (code === 0) resolve(output)
      else reject(new Problem(`the load generator ended with ${code}: ${errors.slice(0, 500)}`))
    })
  })

const withOwnGenerator = async (job, onChild) =>
  JSON.parse(await run(process.execPath, [load], JSON.stringify(job), onChild))

const withWrk = async (wrk, sut, seconds, { folder, onChild }) => {
  const script = join(folder, 'wrk.lua')
  writeFileSync(script, wrkScript(rawRequests(sut, false)), { mode: 0o600 })
  const args = ['-t1', `-c${CONNECTIONS}`, `-d${seconds}s`, '--timeout', '10s', '-s', script]
  const output = await run(wrk, [...args, `http://127.0.0.1:${sut.port}`], '', onChild)
  const { requests, us, non200, socketErrors } = JSON.parse(/RESULT (.*)/.exec(output)[1])
  return { ok: requests - non200, non200, socketErrors, seconds: us / 1e6 }
}

/** Saturation: 64 connections that always wait for an answer. Requests a second, and CPU of the system under test for each. */
export const saturate = async (sut, seconds, options) => {
  const wrk = findProgram('wrk')
  const cpuBefore = cpuUs(sut.pid)
  const from = performance.now()
  const job = { kind: 'closed', port: sut.port, requests: rawRequests(sut, false), seconds, connections: CONNECTIONS }
  const result = wrk ? await withWrk(wrk, sut, seconds, options) : await withOwnGenerator(job, options.onChild)
  const cpu = cpuUs(sut.pid) - cpuBefore
  return {
    ...result,
    perSecond: result.ok / result.seconds,
    cpuUs: cpu / Math.max(1, result.ok),
    busy: cpu / 1000 / (performance.now() - from),
  }
}

/** Latency at a fixed rate. */
export const paced = (sut, rate, seconds, { onChild }) =>
  withOwnGenerator({ kind: 'rate', port: sut.port, requests: rawRequests(sut, false), rate, seconds }, onChild)

/** Streams side by side, with the memory of the system under test before and at its highest. */
export const openStreams = async (sut, streams, { seconds, rampMs }, { onChild }) => {
  const residentBefore = residentMb(sut.pid)
  let residentMax = residentBefore
  const cpuBefore = cpuUs(sut.pid)
  const timer = setInterval(() => (residentMax = Math.max(residentMax, residentMb(sut.pid))), 250)
  try {
    const job = { kind: 'streams', port: sut.port, requests: rawRequests(sut, true), streams, seconds, rampMs }
    const result = await withOwnGenerator(job, onChild)
    const cpu = cpuUs(sut.pid) - cpuBefore
    return { ...result, residentBefore, residentMax, cpuUsAnEvent: cpu / Math.max(1, result.delayUs.n) }
  } finally {
    clearInterval(timer)
  }
}
