import { USAGE_JOB_EVENTS_MAX } from '@1relay/contracts'
import { randomUUID } from 'node:crypto'
import { mkdir, open, readdir, readFile, rename, unlink } from 'node:fs/promises'
import { join } from 'node:path'
import type { Spool } from './usage-log.port.js'

const DONE = '.jsonl'
const OPEN = '.part'
const DAMAGED = '.damaged'

/**
 * A folder with one file a batch: JSON lines, synced to disk, then renamed, so that a file with the final name is whole. Relays may
 * share a folder: a batch that two of them replay is delivered twice, which the consumer's idempotence allows. A line that cannot be read
 * holds up no other: its file is kept, under another name, and the replay rejects at its end.
 */
export class FileSpool<T> implements Spool<T> {
  constructor(private readonly folder: string) {}

  async keep(items: readonly T[]): Promise<void> {
    await mkdir(this.folder, { recursive: true, mode: 0o700 })
    // The time comes first, so that names sort in the order of writing.
    const name = `${String(Date.now()).padStart(14, '0')}-${randomUUID()}`
    const path = join(this.folder, name)
    const file = await open(path + OPEN, 'wx', 0o600)
    try {
      await file.writeFile(items.map((item) => `${JSON.stringify(item)}\n`).join(''))
      await file.sync()
    } finally {
      await file.close()
    }
    await rename(path + OPEN, path + DONE)
  }

  async replay(deliver: (items: readonly T[]) => Promise<void>): Promise<void> {
    const damaged: string[] = []
    for (const name of await this.names()) {
      const path = join(this.folder, name)
      const text = await readFile(path, 'utf8').catch(unlessMissing)
      // Another relay that shares the folder was faster.
      if (text === undefined) continue
      const { items, isWhole } = readLines<T>(text)
      for (let from = 0; from < items.length; from += USAGE_JOB_EVENTS_MAX) {
        await deliver(items.slice(from, from + USAGE_JOB_EVENTS_MAX))
      }
      if (!isWhole) damaged.push(name + DAMAGED)
      await (isWhole ? unlink(path) : rename(path, path + DAMAGED)).catch(unlessMissing)
    }
    if (damaged.length > 0) throw new Error(`lines that nobody can read stay in ${damaged.join(', ')}`)
  }

  private async names(): Promise<string[]> {
    const all = (await readdir(this.folder).catch(unlessMissing)) ?? []
    return all.filter((name) => name.endsWith(DONE)).sort()
  }
}

const unlessMissing = (error: NodeJS.ErrnoException): undefined => {
  if (error.code !== 'ENOENT') throw error
}

/** What is in a file, without the lines that a broken disk has made of others. */
const readLines = <T>(text: string): { items: T[]; isWhole: boolean } => {
  const lines = text.split('\n').filter((line) => line !== '')
  const items = lines.map(readLine<T>).filter((item) => item !== undefined)
  return { items, isWhole: items.length === lines.length }
}

const readLine = <T>(line: string): T | undefined => {
  try {
    const item = JSON.parse(line) as T // written by `keep`
    return typeof item === 'object' && item !== null ? item : undefined
  } catch {
    return undefined
  }
}
