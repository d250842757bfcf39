// DATA_DIR/run.json: who runs this data folder, and with which children. It keeps two runs apart and lets the next run
// clean up after one that was killed hard.
import { spawnSync } from 'node:child_process'
import { readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { Problem, note } from '../processes/terminal.mjs'

// A process is only ours while it still is what we started: numbers are given out again.
const startOf = (pid) =>
  spawnSync('ps', ['-o', 'lstart=', '-p', String(pid)])
    .stdout?.toString()
    .trim() || undefined

const isAlive = ({ pid, startedAt }) => startedAt !== undefined && startOf(pid) === startedAt

const read = (path) => {
  try {
    return JSON.parse(readFileSync(path, 'utf8'))
  } catch {
    return undefined
  }
}

const stopLeftover = async (child) => {
  note(`stopping ${child.name} that an earlier run left behind (pid ${child.pid})`)
  process.kill(child.pid, child.name === 'postgresql' ? 'SIGINT' : 'SIGTERM')
  for (let tries = 0; tries < 150 && isAlive(child); tries++) await new Promise((done) => setTimeout(done, 100))
  if (isAlive(child)) process.kill(child.pid, 'SIGKILL')
}

/** Takes the data folder for this run; gives `{ addChild(child), release() }`. */
export const takeDataDir = async (dataDir, origin) => {
  const path = join(dataDir, 'run.json')
  const before = read(path)
  if (before && isAlive(before.self))
    throw new Problem(
      `1Relay already runs from ${dataDir}: ${before.origin} (process ${before.self.pid}). Stop it first, or set DATA_DIR and PORT.`,
    )
  for (const child of before?.children ?? []) if (isAlive(child)) await stopLeftover(child)
  const describe = (name, pid) => ({ name, pid, startedAt: startOf(pid) })
  const record = { origin, self: describe('start', process.pid), children: [] }
  const save = () => writeFileSync(path, `${JSON.stringify(record, null, 2)}\n`, { mode: 0o600 })
  save()
  const addChild = (child) => {
    record.children.push(describe(child.name, child.pid))
    save()
  }
  return { addChild, release: () => rmSync(path, { force: true }) }
}
