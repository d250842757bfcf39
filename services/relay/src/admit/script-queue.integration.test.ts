import { randomUUID } from 'node:crypto'
import { Redis } from 'ioredis'
import { testRedisUrl } from './admission.testing.js'
import { ScriptQueue } from './script-queue.redis.js'
import { readScripts } from './scripts.fs.js'

// Scripts that tell what they were called with: what is tested is who gets which keys, arguments and reply.
const scripts = {
  ...readScripts(__dirname),
  admit: `return { 'admit', KEYS[1] or '-', tostring(#KEYS), ARGV[1] or '-', tostring(#ARGV) }`,
  extend: `return { 'extend', tostring(redis.call('INCR', KEYS[1])) }`,
  settle: `redis.call('SET', KEYS[1], 'written'); return { 'settle', redis.call('HGET', KEYS[1], 'x') }`,
}

describe('ScriptQueue', () => {
  let redis: Redis
  let commands: string[][]
  beforeAll(() => {
    redis = new Redis(testRedisUrl())
    const send = redis.sendCommand.bind(redis)
    redis.sendCommand = (command, stream) => {
      commands.push([command.name, ...command.args.map(String)])
      return send(command, stream)
    }
  })
  beforeEach(() => {
    commands = []
  })
  afterAll(() => redis.quit())
  const key = (): string => `test-${randomUUID()}`

  it('gives every call of a turn its own keys, arguments and reply, in one command', async () => {
    const queue = new ScriptQueue(redis, scripts)
    await queue.run('admit', ['warm-up'], [])
    commands = []
    const replies = await Promise.all([
      queue.run('admit', ['a', 'b'], ['1', '2', '3']),
      queue.run('admit', [], []),
      queue.run('admit', ['c'], ['', 'x']),
    ])
    expect(replies).toEqual([
      ['admit', 'a', '2', '1', '3'],
      ['admit', '-', '0', '-', '0'],
      ['admit', 'c', '1', '', '2'],
    ])
    expect(commands.map(([name]) => name)).toEqual(['evalsha'])
  })

  it('ends only the call that fails, with what Redis said', async () => {
    const queue = new ScriptQueue(redis, scripts)
    const counter = key()
    const [before, failed, after] = await Promise.allSettled([
      queue.run('extend', [counter], []),
      queue.run('settle', [key()], []),
      queue.run('extend', [counter], []),
    ])
    expect(before).toMatchObject({ value: ['extend', '1'] })
    expect(failed).toMatchObject({ reason: { message: expect.stringContaining('WRONGTYPE') as unknown } })
    expect(after).toMatchObject({ value: ['extend', '2'] })
  })

  it('keeps the order of calls over batches', async () => {
    const queue = new ScriptQueue(redis, scripts)
    const counter = key()
    const replies = await Promise.all(Array.from({ length: 200 }, () => queue.run('extend', [counter], [])))
    expect(replies.map(([, count]) => Number(count))).toEqual(Array.from({ length: 200 }, (_, i) => i + 1))
  })

  it('rejects every call of a batch that Redis does not answer', async () => {
    const away = new Redis(testRedisUrl(), { enableOfflineQueue: false, lazyConnect: true }).on(
      'error',
      () => undefined,
    )
    const queue = new ScriptQueue(away, scripts)
    const outcomes = await Promise.allSettled([queue.run('admit', ['a'], []), queue.run('admit', ['b'], [])])
    expect(outcomes.map(({ status }) => status)).toEqual(['rejected', 'rejected'])
    away.disconnect()
  })
})
