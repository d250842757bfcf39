import { randomUUID } from 'node:crypto'
import { mkdir, open, readdir, stat, unlink, type FileHandle } from 'node:fs/promises'
import { join } from 'node:path'
import type { UsageEvent } from '@1relay/contracts'
import { createReadStream } from 'node:fs'
import type { JournalPart, Named, UsageJournal } from './usage-log.port.js'

export interface JournalOptions {
  readonly folder: string
  readonly now: () => number
  readonly onTrouble: (message: string, error: unknown) => void
  /** More than this is not kept: the oldest goes first. */
  readonly maxBytes?: number
}

const SUFFIX = '.log'
const NONE = '-'
// A process that was killed leaves half a line, which ends in no brace.
const LINE = /^(\d+) (\S+) (\S+) (\{.*\})$/s
/** What is noted within this time is written in one go. */
const WRITE_EVERY_MS = 10
/** A part is written to for so long; relays that share a folder know from its name when it is closed. */
export const PART_MS = 15_000
const GIB = 1024 ** 3

/**
 * A folder of lines (time, request id, memory, event as JSON), a part for every quarter of a minute. Written without fsync: it outlives a process that is killed, which is what
 * it is for; what a dying machine takes along is still in Redis.
 */
export class FileUsageJournal implements UsageJournal {
  private readonly process = randomUUID()
  private lines: string[] = []
  private timer: NodeJS.Timeout | undefined
  private troubled: string | undefined
  private part: { readonly name: string; readonly file: FileHandle } | undefined
  private writing: Promise<void> = Promise.resolve()

  constructor(private readonly options: JournalOptions) {}

  note(event: UsageEvent, memory: string | null): void {
    this.lines.push(`${event.at} ${event.requestId} ${memory ?? NONE} ${JSON.stringify(event)}\n`)
    this.timer ??= setTimeout(() => void this.flush(), WRITE_EVERY_MS)
  }

  flush(): Promise<void> {
    clearTimeout(this.timer)
    this.timer = undefined
    const text = this.lines.join('')
    this.lines = []
    if (text !== '') this.writing = this.writing.then(() => this.append(text))
    return this.writing
  }

  /** Flushes, and lets go of the file. */
  async close(): Promise<void> {
    await this.flush()
    await this.part?.file.close()
    this.part = undefined
  }

  async parts(): Promise<JournalPart[]> {
    const names = (await readdir(this.options.folder).catch(() => [])).filter((name) => name.endsWith(SUFFIX)).sort()
    const kept = names.slice(await this.dropOldest(names))
    // A line that is on its way to the disk when its part ends is there long before another one has ended.
    const isClosed = (name: string): boolean => Number(name.slice(0, 14)) + 2 * PART_MS <= this.options.now()
    return kept.map((name) => ({ name, isClosed: isClosed(name) }))
  }

  async names(part: string): Promise<Named[]> {
    const names: Named[] = []
    await this.eachLine(part, (name) => names.push(name))
    return names
  }

  async read(part: string, requestIds: ReadonlySet<string>): Promise<{ event: UsageEvent; memory: string | null }[]> {
    const events: { event: UsageEvent; memory: string | null }[] = []
    await this.eachLine(part, ({ requestId, memory }, json) => {
      if (requestIds.has(requestId)) events.push({ event: JSON.parse(json) as UsageEvent, memory })
    })
    return events
  }

  async drop(part: string): Promise<void> {
    await unlink(join(this.options.folder, part)).catch(() => undefined)
  }

  // Line by line, so that a busy quarter of a minute (tens of megabytes) neither fills memory nor holds up a request.
  private async eachLine(part: string, take: (name: Named, json: string) => void): Promise<void> {
    try {
      for await (const line of linesOf(join(this.options.folder, part))) {
        const [, at, requestId, memory, json] = LINE.exec(line) ?? []
        if (requestId === undefined || json === undefined) continue
        take({ at: Number(at), requestId, memory: memory === undefined || memory === NONE ? null : memory }, json)
      }
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error
    }
  }

  private async append(text: string): Promise<void> {
    const { now, onTrouble } = this.options
    const name = `${String(now() - (now() % PART_MS)).padStart(14, '0')}-${this.process}${SUFFIX}`
    try {
      if (this.part?.name !== name) await this.begin(name)
      await this.part?.file.appendFile(text)
    } catch (error) {
      // Once for each part, or a full disk would fill the log as well.
      if (this.troubled !== name) onTrouble('usage events have no copy on disk', error)
      this.troubled = name
    }
  }

  /** Opens another part: opening the file again for every write cost more than writing. */
  private async begin(name: string): Promise<void> {
    const { folder } = this.options
    await this.part?.file.close()
    this.part = undefined
    await mkdir(folder, { recursive: true, mode: 0o700 })
    this.part = { name, file: await open(join(folder, name), 'a', 0o600) }
  }

  /** Makes room where there is too much; returns how many parts went. */
  private async dropOldest(parts: readonly string[]): Promise<number> {
    const { folder, maxBytes = GIB, onTrouble } = this.options
    const sizes = await Promise.all(
      parts.map((part) =>
        stat(join(folder, part)).then(
          ({ size }) => size,
          () => 0,
        ),
      ),
    )
    let bytes = sizes.reduce((sum, size) => sum + size, 0)
    let count = 0
    for (const part of parts) {
      if (bytes <= maxBytes) break
      onTrouble('copies of usage events were dropped: there are too many', new Error(part))
      await this.drop(part)
      bytes -= sizes[count++] ?? 0
    }
    return count
  }
}

// Not node:readline, which also cuts at U+2028 and U+2029: JSON lets them stand, and the name of a model is the caller's.
async function* linesOf(file: string): AsyncGenerator<string> {
  let rest = ''
  for await (const chunk of createReadStream(file, 'utf8') as AsyncIterable<string>) {
    const lines = (rest + chunk).split('\n')
    rest = lines.pop() ?? ''
    yield* lines
  }
  if (rest !== '') yield rest
}
