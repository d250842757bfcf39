import { randomUUID } from 'node:crypto'
import { Redis } from 'ioredis'
import { testRedisUrl } from './admission.testing.js'
import { ScriptQueue } from './script-queue.redis.js'
import { readScripts } from './scripts.fs.js'

// Scripts that tell what they were called with: what is tested is who gets which call, payload and reply.
const scripts = {
  ...readScripts(__dirname),
  admit: `return { 'admit', tostring(call[2]), tostring(#call), payload }`,
  extend: `return { 'extend', tostring(redis.call('INCR', call[2])) }`,
  settle: `redis.call('SET', call[2], 'written'); return { 'settle', redis.call('HGET', call[2], 'x') }`,
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

  it('gives every call of a turn its own arguments, payload and reply, in one command', async () => {
    const queue = new ScriptQueue(redis, scripts)
    await queue.run(['admit', 'warm-up'], '')
    commands = []
    const replies = await Promise.all([
      queue.run(['admit', 'a "b" \u00fc', 2, '3'], '{"x":[]}'),
      queue.run(['admit'], ''),
      queue.run(['admit', 9_007_199_254_740], '{"ü":"\\n\\u0000"}'),
    ])
    expect(replies).toEqual([
      ['admit', 'a "b" ü', '4', '{"x":[]}'],
      ['admit', 'nil', '1', ''],
      ['admit', '9007199254740', '2', '{"ü":"\\n\\u0000"}'],
    ])
    expect(commands.map(([name]) => name)).toEqual(['evalsha'])
  })

  it('ends only the call that fails, with what Redis said', async () => {
    const queue = new ScriptQueue(redis, scripts)
    const counter = key()
    const [before, failed, after] = await Promise.allSettled([
      queue.run(['extend', counter], ''),
      queue.run(['settle', key()], ''),
      queue.run(['extend', counter], ''),
    ])
    expect(before).toMatchObject({ value: ['extend', '1'] })
    expect(failed).toMatchObject({ reason: { message: expect.stringContaining('WRONGTYPE') as unknown } })
    expect(after).toMatchObject({ value: ['extend', '2'] })
  })

  it('keeps the order of calls over batches', async () => {
    const queue = new ScriptQueue(redis, scripts)
    const counter = key()
    const replies = await Promise.all(Array.from({ length: 200 }, () => queue.run(['extend', counter], '')))
    expect(replies.map(([, count]) => Number(count))).toEqual(Array.from({ length: 200 }, (_, i) => i + 1))
  })

  it('rejects every call of a batch that Redis does not answer', async () => {
    const away = new Redis(testRedisUrl(), { enableOfflineQueue: false, lazyConnect: true }).on(
      'error',
      () => undefined,
    )
    const queue = new ScriptQueue(away, scripts)
    const outcomes = await Promise.allSettled([queue.run(['admit', 'a'], ''), queue.run(['admit', 'b'], '')])
    expect(outcomes.map(({ status }) => status)).toEqual(['rejected', 'rejected'])
    away.disconnect()
  })
})
