import type { Redis } from 'ioredis'
import { wholeScript, type AdmissionScripts, type ScriptName } from './scripts.js'

/** Redis serves nobody else while a batch runs: about a millisecond for so many calls. */
const CALLS_MAX = 64

export type ScriptReply = [string, ...string[]]

interface WaitingCall {
  readonly name: ScriptName
  readonly keys: readonly string[]
  readonly args: readonly string[]
  readonly resolve: (reply: ScriptReply) => void
  readonly reject: (error: Error) => void
}

interface Scripted {
  relayBatch(keyCount: number, ...keysAndArgs: string[]): Promise<[number, ScriptReply | string][]>
}

/**
 * Sends the calls of one turn of the event loop as one command, in the order in which they were made. Under load that is a command for
 * a dozen calls, which would each cost as much as forwarding does; a call that is alone waits for no other.
 *
 * A batch has keys of many ledgers, so this is for one Redis: on a Redis Cluster, batches would have to be made by hash tag.
 */
export class ScriptQueue {
  private readonly scripted: Scripted
  private waiting: WaitingCall[] = []

  constructor(redis: Redis, scripts: AdmissionScripts) {
    redis.defineCommand('relayBatch', { lua: wholeScript(scripts) })
    this.scripted = redis as unknown as Scripted // defineCommand adds the method at run time
  }

  /** The reply of one script; rejects with whatever the connection says when Redis does not answer. */
  run(name: ScriptName, keys: readonly string[], args: readonly string[]): Promise<ScriptReply> {
    return new Promise((resolve, reject) => {
      this.waiting.push({ name, keys, args, resolve, reject })
      if (this.waiting.length === 1) setImmediate(() => this.send())
    })
  }

  private send(): void {
    const calls = this.waiting
    this.waiting = []
    for (let from = 0; from < calls.length; from += CALLS_MAX) this.sendBatch(calls.slice(from, from + CALLS_MAX))
  }

  private sendBatch(calls: readonly WaitingCall[]): void {
    const keys: string[] = []
    const args: string[] = []
    for (const call of calls) {
      keys.push(...call.keys)
      args.push(call.name, String(call.keys.length), String(call.args.length), ...call.args)
    }
    this.scripted.relayBatch(keys.length, ...keys, ...args).then(
      (replies) => {
        for (const [i, { resolve, reject }] of calls.entries()) {
          const [isDone, reply] = replies[i] ?? [0, 'no reply']
          if (isDone === 1 && typeof reply !== 'string') resolve(reply)
          else reject(new Error(String(reply)))
        }
      },
      (error: Error) => {
        for (const { reject } of calls) reject(error)
      },
    )
  }
}
