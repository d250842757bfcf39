import { redisKeys } from '@1relay/contracts'
import type { RedisClient } from '@1relay/redis'
import { wholeScript, type AdmissionScripts, type ScriptName } from './scripts.js'

/** A batch leaves when it has so many calls: Redis works on it while the rest of the turn goes on, and serves others in between. */
const CALLS_MAX = 16

export type ScriptReply = [string, ...string[]]

/** What a script is called with: its own name, then what its file says. */
export type ScriptCall = readonly [
  name: ScriptName,
  ledgerId: string,
  grantId: string,
  requestId: string,
  ...rest: (string | number)[],
]

interface WaitingCall {
  readonly call: ScriptCall
  readonly payload: string
  readonly resolve: (reply: ScriptReply) => void
  readonly reject: (error: Error) => void
}

interface Scripted {
  relayBatch(keyCount: number, ...keysCallsAndPayloads: string[]): Promise<string>
}

/**
 * Sends the calls of one turn of the event loop as one command, in the order in which they were made. Under load that is a command for
 * a dozen calls, which would each cost as much as forwarding does; a call that is alone waits for no other. On a Redis Cluster it is a command for each
 * ledger, which names its keys: they are all on one node, and while that is changing, Redis refuses it.
 */
export class ScriptQueue {
  private readonly scripted: Scripted
  private waiting: WaitingCall[] = []

  constructor(
    private readonly redis: RedisClient,
    scripts: AdmissionScripts,
  ) {
    redis.defineCommand('relayBatch', { lua: wholeScript(scripts) })
    this.scripted = redis as unknown as Scripted // defineCommand adds the method at run time
  }

  /** The reply of one script; rejects with whatever the connection says when Redis does not answer. `payload` is JSON, or empty, and passes as it is. */
  run(call: ScriptCall, payload: string): Promise<ScriptReply> {
    return new Promise((resolve, reject) => {
      this.waiting.push({ call, payload, resolve, reject })
      if (this.waiting.length === CALLS_MAX) this.send()
      else if (this.waiting.length === 1) setImmediate(() => this.send())
    })
  }

  private send(): void {
    const calls = this.waiting
    // The batch of this turn may have left already.
    if (calls.length === 0) return
    this.waiting = []
    if (!this.redis.isCluster) return this.sendBatch(calls)
    for (const batch of Map.groupBy(calls, ({ call }) => call[1]).values()) this.sendBatch(batch)
  }

  private sendBatch(calls: readonly WaitingCall[]): void {
    // Two arguments, for a client pays for each. JSON has no line feed of its own, so one can stand between payloads.
    let payloads = ''
    for (const { payload } of calls) payloads += `${payload}\n`
    const keys = this.redis.isCluster ? keysOf(calls) : []
    this.scripted.relayBatch(keys.length, ...keys, JSON.stringify(calls.map(({ call }) => call)), payloads).then(
      (text) => answer(calls, text),
      (error: Error) => {
        for (const { reject } of calls) reject(error)
      },
    )
  }
}

const keysOf = (calls: readonly WaitingCall[]): string[] => [
  ...new Set(
    calls.flatMap(({ call: [, ledgerId, grantId, requestId] }) => [
      redisKeys.money(ledgerId),
      redisKeys.holds(ledgerId),
      redisKeys.due(ledgerId),
      redisKeys.outbox(ledgerId),
      redisKeys.state(ledgerId, grantId),
      redisKeys.open(ledgerId, grantId),
      redisKeys.taken(ledgerId, requestId),
    ]),
  ),
]

const answer = (calls: readonly WaitingCall[], text: string): void => {
  const replies = JSON.parse(text) as [number, ScriptReply | string][] // written by batch.lua
  for (const [i, { resolve, reject }] of calls.entries()) {
    const [isDone, reply] = replies[i] ?? [0, 'no reply']
    if (isDone === 1 && typeof reply !== 'string') resolve(reply)
    else reject(new Error(String(reply)))
  }
}
