import { USAGE_JOB_EVENTS_MAX } from '@1relay/contracts'
import { randomUUID } from 'node:crypto'
import { mkdir, open, readdir, readFile, rename, unlink } from 'node:fs/promises'
import { join } from 'node:path'
import type { Spool } from './usage-log.port.js'

const DONE = '.jsonl'
const OPEN = '.part'

/**
 * A folder with one file a batch: JSON lines, synced to disk, then renamed, so that a file with the final name is whole. Relays may
 * share a folder: a batch that two of them replay is delivered twice, which the consumer's idempotence allows.
 */
export class FileSpool<T> implements Spool<T> {
  constructor(private readonly folder: string) {}

  async keep(events: readonly T[]): Promise<void> {
    await mkdir(this.folder, { recursive: true, mode: 0o700 })
    // The time comes first, so that names sort in the order of writing.
    const name = `${String(Date.now()).padStart(14, '0')}-${randomUUID()}`
    const path = join(this.folder, name)
    const file = await open(path + OPEN, 'wx', 0o600)
    try {
      await file.writeFile(events.map((event) => `${JSON.stringify(event)}\n`).join(''))
      await file.sync()
    } finally {
      await file.close()
    }
    await rename(path + OPEN, path + DONE)
  }

  async replay(deliver: (events: readonly T[]) => Promise<void>): Promise<void> {
    const names = (await readdir(this.folder).catch(() => [])).filter((name) => name.endsWith(DONE)).sort()
    for (const name of names) {
      const path = join(this.folder, name)
      const events = parseLines<T>(await readFile(path, 'utf8').catch(() => ''))
      for (let from = 0; from < events.length; from += USAGE_JOB_EVENTS_MAX) {
        await deliver(events.slice(from, from + USAGE_JOB_EVENTS_MAX))
      }
      await unlink(path).catch(() => undefined)
    }
  }
}

const parseLines = <T>(text: string): T[] =>
  text
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as T)
