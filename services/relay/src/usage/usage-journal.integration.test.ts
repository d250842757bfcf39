import type { UsageEvent } from '@1relay/contracts'
import { appendFile, mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { FileUsageJournal, PART_MS } from './usage-journal.file.js'

const START = 1_795_900_000_000 - (1_795_900_000_000 % PART_MS)
const event = (requestId: string): UsageEvent => ({ requestId, at: START, path: '/v1/"x"\n' }) as UsageEvent

describe('FileUsageJournal', () => {
  let folder: string
  let clock: number
  const troubles: string[] = []
  const open = (maxBytes?: number): FileUsageJournal => {
    const onTrouble = (message: string): void => void troubles.push(message)
    return new FileUsageJournal({ folder, now: () => clock, onTrouble, ...(maxBytes !== undefined && { maxBytes }) })
  }
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'journal-'))
    clock = START
    troubles.length = 0
  })
  afterEach(() => rm(folder, { recursive: true, force: true }))

  it('calls no part closed while its process may still write to it', async () => {
    const journal = open()
    journal.note(event('a'), 'm')
    await journal.close()
    clock = START + 2 * PART_MS - 1
    expect(await journal.parts()).toMatchObject([{ isClosed: false }])
    clock += 1
    expect(await journal.parts()).toMatchObject([{ isClosed: true }])
  })

  it('gives back what was noted, to any process that shares the folder, but for the line that a killed one left half', async () => {
    const journal = open()
    journal.note(event('a'), 'm')
    journal.note(event('b'), null)
    await journal.close()
    const [name = ''] = await readdir(folder)
    await appendFile(join(folder, name), `${START} c m {"requestId":"c`)
    clock += 2 * PART_MS
    const other = open()
    expect(await other.parts()).toEqual([{ name, isClosed: true }])
    expect(await other.names(name)).toEqual([
      { at: START, requestId: 'a', memory: 'm' },
      { at: START, requestId: 'b', memory: null },
    ])
    expect(await other.read(name, new Set(['b', 'c']))).toEqual([{ event: event('b'), memory: null }])
    await other.drop(name)
    await other.drop(name)
    expect([await other.parts(), await other.names(name)]).toEqual([[], []])
  })

  it('gives back an event whose caller named a model with the line ends of other formats', async () => {
    const named = { ...event('a'), model: 'gpt\u2028\u2029\u0085' }
    const journal = open()
    journal.note(named, 'm')
    journal.note(event('b'), 'm')
    await journal.close()
    const [name = ''] = await readdir(folder)
    expect(await open().names(name)).toMatchObject([{ requestId: 'a' }, { requestId: 'b' }])
    expect(await open().read(name, new Set(['a']))).toEqual([{ event: named, memory: 'm' }])
  })

  it('begins a part every quarter of a minute, and lets go of the oldest when there is too much', async () => {
    const journal = open(200)
    for (const id of ['a', 'b', 'c']) {
      journal.note(event(id), 'm')
      await journal.close()
      clock += PART_MS
    }
    clock += PART_MS
    const parts = await journal.parts()
    expect(await Promise.all(parts.map(({ name }) => journal.names(name)))).toMatchObject([
      [{ requestId: 'b' }],
      [{ requestId: 'c' }],
    ])
    expect(troubles).toHaveLength(1)
  })

  it('throws nothing at a call when the disk takes nothing, and tells the operator once', async () => {
    await rm(folder, { recursive: true })
    await appendFile(folder, 'a file where the folder should be')
    const journal = open()
    for (let i = 0; i < 3; i++) {
      journal.note(event('a'), 'm')
      await journal.close()
    }
    expect(troubles).toHaveLength(1)
  })
})
