import { randomUUID } from 'node:crypto'
import { openImpatient, type RedisClient } from '@1relay/redis'
import type { Command } from 'ioredis'
import { clusterUnderTest, connected, targetUnderTest } from './admission.testing.js'
import { ScriptQueue, type ScriptCall } from './script-queue.redis.js'
import { readScripts } from './scripts.fs.js'

// Scripts that tell what they were called with: what is tested is who gets which call, payload and reply.
const scripts = {
  ...readScripts(__dirname),
  admit: `return { 'admit', call[2], tostring(call[5]), tostring(#call), payload }`,
  extend: `return { 'extend', tostring(redis.call('INCR', call[2])) }`,
  settle: `redis.call('SET', call[2], 'written'); return { 'settle', redis.call('HGET', call[2], 'x') }`,
}

const aLedger = (): string => `test-${randomUUID()}`
const admit = (ledger: string, ...rest: (string | number)[]): ScriptCall => ['admit', ledger, 'grant', 'call', ...rest]
const extend = (ledger: string): ScriptCall => ['extend', ledger, 'grant', 'call']

describe.each([
  ['one Redis', targetUnderTest],
  ['a Redis Cluster', clusterUnderTest],
])('ScriptQueue on %s', (_, target) => {
  let redis: RedisClient
  let queue: ScriptQueue
  let commands: string[][]
  beforeAll(async () => {
    redis = await connected(target())
    const send = redis.sendCommand.bind(redis)
    redis.sendCommand = (command: Command, stream: never) => {
      commands.push([command.name, ...command.args.map(String)])
      return send(command, stream)
    }
    commands = []
    queue = new ScriptQueue(redis, scripts)
  })
  afterAll(() => redis.disconnect())

  it('gives every call of a turn its own arguments, payload and reply, in one command', async () => {
    const ledger = `a "b" \u00fc ${aLedger()}`
    await queue.run(admit(ledger), '')
    commands = []
    const replies = await Promise.all([
      queue.run(admit(ledger, '2', 3), '{"x":[]}'),
      queue.run(admit(ledger), ''),
      queue.run(admit(ledger, 9_007_199_254_740), '{"ü":"\\n\\u0000"}'),
    ])
    expect(replies).toEqual([
      ['admit', ledger, '2', '6', '{"x":[]}'],
      ['admit', ledger, 'nil', '4', ''],
      ['admit', ledger, '9007199254740', '5', '{"ü":"\\n\\u0000"}'],
    ])
    expect(commands.map(([name]) => name)).toEqual(['evalsha'])
  })

  it('gives calls of different ledgers each their own', async () => {
    const ledgers = Array.from({ length: 40 }, aLedger)
    await queue.run(extend(aLedger()), '')
    commands = []
    const replies = await Promise.all(ledgers.map((ledger, i) => queue.run(admit(ledger, i), '')))
    expect(replies).toEqual(ledgers.map((ledger, i) => ['admit', ledger, String(i), '5', '']))
    // Forty calls are three batches for one Redis, and a command for each ledger of a cluster.
    expect(commands.filter(([name]) => name === 'evalsha')).toHaveLength(redis.isCluster ? 40 : 3)
  })

  it('ends only the call that fails, with what Redis said', async () => {
    const ledger = aLedger()
    const [before, failed, after] = await Promise.allSettled([
      queue.run(extend(ledger), ''),
      queue.run(['settle', ledger, 'grant', 'call'], ''),
      queue.run(admit(ledger), ''),
    ])
    expect(before).toMatchObject({ value: ['extend', '1'] })
    expect(failed).toMatchObject({ reason: { message: expect.stringContaining('WRONGTYPE') as unknown } })
    expect(after).toMatchObject({ value: ['admit', ledger, 'nil', '4', ''] })
  })

  it('keeps the order of calls over batches', async () => {
    const ledger = aLedger()
    const replies = await Promise.all(Array.from({ length: 200 }, () => queue.run(extend(ledger), '')))
    expect(replies.map(([, count]) => Number(count))).toEqual(Array.from({ length: 200 }, (_, i) => i + 1))
  })

  it('rejects every call of a batch that Redis does not answer', async () => {
    const away = openImpatient(target(), 500, () => undefined)
    const waiting = new ScriptQueue(away, scripts)
    const outcomes = await Promise.allSettled([waiting.run(admit('a'), ''), waiting.run(admit('b'), '')])
    expect(outcomes.map(({ status }) => status)).toEqual(['rejected', 'rejected'])
    away.disconnect()
  })
})
