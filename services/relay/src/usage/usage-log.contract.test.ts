import type { UsageEvent, UsageJob } from '@1relay/contracts'
import { Queue } from 'bullmq'
import { Redis } from 'ioredis'
import { randomUUID } from 'node:crypto'
import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { testRedisUrl } from '../admit/admission.testing.js'
import { BatchedUsageLog } from './index.js'
import { MemoryUsageSink, MemorySpool } from './usage-log.memory.js'
import type { UsageSpool } from './usage-log.port.js'
import { BullmqUsageSink } from './usage-sink.bullmq.js'
import { FileSpool } from './usage-spool.file.js'

const event = (requestId: string = randomUUID()): UsageEvent => ({ requestId }) as UsageEvent
const ids = (batches: readonly (readonly UsageEvent[])[]): string[] => batches.flat().map(({ requestId }) => requestId)

describe('BatchedUsageLog', () => {
  const open = (spool: UsageSpool = new MemorySpool<UsageEvent>()) => {
    const sink = new MemoryUsageSink()
    const log = new BatchedUsageLog({
      sink,
      spool,
      flushAfterMs: 60_000,
      replayEveryMs: 60_000,
      onTrouble: () => undefined,
    })
    return { sink, log }
  }

  it('keeps what the sink does not take, and delivers it when it does', async () => {
    const { sink, log } = open()
    sink.isDown = true
    log.append(event('a'))
    await log.flush()
    await log.replay()
    expect(sink.batches).toEqual([])
    sink.isDown = false
    await log.replay()
    expect(ids(sink.batches)).toEqual(['a'])
    await log.replay()
    expect(ids(sink.batches)).toEqual(['a'])
    await log.close()
  })

  it('loses nothing when neither sink nor disk takes it', async () => {
    const full = { keep: () => Promise.reject(new Error('disk full')), replay: () => Promise.resolve() }
    const { sink, log } = open(full)
    sink.isDown = true
    log.append(event('a'))
    await log.flush()
    sink.isDown = false
    log.append(event('b'))
    await log.close()
    expect(ids(sink.batches)).toEqual(['a', 'b'])
  })

  it('packs a hundred to a batch and delivers the rest at the end', async () => {
    const { sink, log } = open()
    for (let i = 0; i < 250; i++) log.append(event())
    await log.close()
    expect(sink.batches.map((batch) => batch.length)).toEqual([100, 100, 50])
  })
})

describe.each(['memory', 'file'])('usage spool on %s', (kind) => {
  let folder: string
  let spool: UsageSpool
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'usage-spool-'))
    spool = kind === 'memory' ? new MemorySpool<UsageEvent>() : new FileSpool<UsageEvent>(join(folder, 'spool'))
  })
  afterEach(() => rm(folder, { recursive: true }))

  it('keeps a batch that is refused, for the next time', async () => {
    await spool.keep([event('a')])
    await expect(spool.replay(() => Promise.reject(new Error('down')))).rejects.toThrow('down')
    const seen: string[] = []
    await spool.replay((events) => Promise.resolve(void seen.push(...ids([events]))))
    expect(seen).toEqual(['a'])
  })

  it('gives every batch, oldest first, and forgets what was taken', async () => {
    await spool.keep([event('a'), event('b')])
    await new Promise((resolve) => setTimeout(resolve, 2))
    await spool.keep([event('c')])
    const seen: string[] = []
    const take = (events: readonly UsageEvent[]): Promise<void> => Promise.resolve(void seen.push(...ids([events])))
    await spool.replay(take)
    await spool.replay(take)
    expect(seen).toEqual(['a', 'b', 'c'])
  })
})

describe('FileSpool', () => {
  let folder: string
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'usage-spool-'))
  })
  afterEach(() => rm(folder, { recursive: true }))

  it('leaves a file alone that a crash left half-written', async () => {
    await writeFile(join(folder, '1.part'), '{"requestId":"ha')
    await new FileSpool<UsageEvent>(folder).replay(() => Promise.reject(new Error('must not be asked')))
    expect(await readdir(folder)).toEqual(['1.part'])
  })

  it('gives what can be read about a damaged line, says that there is one, once, and keeps it', async () => {
    await writeFile(join(folder, '1.jsonl'), '{"requestId":"a"}\n{"reques\0\0\nnull\n{"requestId":"b"}\n')
    await writeFile(join(folder, '2.jsonl'), '{"requestId":"c"}\n')
    const spool = new FileSpool<UsageEvent>(folder)
    const seen: string[] = []
    const take = (events: readonly UsageEvent[]): Promise<void> => Promise.resolve(void seen.push(...ids([events])))
    await expect(spool.replay(take)).rejects.toThrow('1.jsonl.damaged')
    await spool.replay(take)
    expect(seen).toEqual(['a', 'b', 'c'])
    expect(await readdir(folder)).toEqual(['1.jsonl.damaged'])
  })

  it('forgets no file that it could not read', async () => {
    await mkdir(join(folder, '1.jsonl'))
    await expect(new FileSpool<UsageEvent>(folder).replay(() => Promise.resolve())).rejects.toThrow('EISDIR')
    expect(await readdir(folder)).toEqual(['1.jsonl'])
  })
})

describe('BullmqUsageSink', () => {
  const prefix = `test-${randomUUID()}`
  const redis = new Redis(testRedisUrl(), { enableOfflineQueue: false, lazyConnect: true })
  const queue = new Queue<UsageJob>('usage', { prefix, connection: { url: testRedisUrl() } })
  afterAll(async () => {
    await queue.obliterate({ force: true })
    await queue.close()
    redis.disconnect()
  })

  it('rejects at once while Redis is away, and works as soon as it is there', async () => {
    const sink = new BullmqUsageSink(redis, prefix)
    await expect(sink.deliver([event()])).rejects.toThrow('not connected')
    await redis.connect()
    await sink.deliver([event('a'), event('b')])
    await sink.deliver([event('a'), event('b')])
    const jobs = await queue.getJobs()
    expect(jobs.map((job) => ids([job.data.events]))).toEqual([['a', 'b']])
    await sink.close()
  })
})
