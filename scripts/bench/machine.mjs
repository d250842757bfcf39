// What the bench needs of the machine: two cores to pin to, CPU time and memory of process trees. Linux only; elsewhere
// nothing is pinned and those figures are missing.
import { spawnSync } from 'node:child_process'
import { readdirSync, readFileSync } from 'node:fs'
import { availableParallelism, cpus, release, totalmem } from 'node:os'
import { findProgram } from '../engines/apt.mjs'

const taskset = availableParallelism() > 1 ? findProgram('taskset') : undefined
export const isPinned = taskset !== undefined

/** A command pinned to a core where that is possible: `[command, args]`. */
export const pinned = (core, command, args) =>
  taskset ? [taskset, ['-c', String(core), command, ...args]] : [command, args]

/** Pins all threads of a process that runs already. */
export const pin = (core, pid) =>
  taskset && spawnSync(taskset, ['-acp', String(core), String(pid)], { stdio: 'ignore' })

const read = (path) => {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    return ''
  }
}
const tasksOf = (pid) => {
  try {
    return readdirSync(`/proc/${pid}/task`)
  } catch {
    return []
  }
}

/** A process and all its descendants. */
export const tree = (pid) => [
  pid,
  ...tasksOf(pid).flatMap((task) =>
    read(`/proc/${pid}/task/${task}/children`)
      .split(' ')
      .filter(Boolean)
      .flatMap((child) => tree(Number(child))),
  ),
]

/** CPU microseconds that the tree has used so far (threads that ended are not in it). */
export const cpuUs = (pid) =>
  tree(pid)
    .flatMap((id) => tasksOf(id).map((task) => Number(read(`/proc/${id}/task/${task}/schedstat`).split(' ')[0] || 0)))
    .reduce((sum, ns) => sum + ns, 0) / 1000

/** Resident memory of the tree in MB; pages that its processes share are counted for each. */
export const residentMb = (pid) =>
  tree(pid)
    .map((id) => Number(/VmRSS:\s+(\d+)/.exec(read(`/proc/${id}/status`))?.[1] ?? 0))
    .reduce((sum, kb) => sum + kb, 0) / 1024

const firstLine = (command, args) => {
  const { stdout, stderr } = spawnSync(command, args, { encoding: 'utf8' })
  return `${stdout ?? ''}${stderr ?? ''}`.trim().split('\n')[0]
}

/** The machine in a few facts, for the head of the report. */
export const describeMachine = () => ({
  cpu: cpus()[0]?.model ?? 'unknown',
  cores: availableParallelism(),
  memoryGb: Math.round(totalmem() / 1e9),
  kernel: release(),
  node: process.version,
  nginx: findProgram('nginx') ? firstLine('nginx', ['-v']) : null,
  wrk: findProgram('wrk') ? firstLine('wrk', ['-v']).replace(/ Copyright.*/, '') : null,
  isPinned,
})
