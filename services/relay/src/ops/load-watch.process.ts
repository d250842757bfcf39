import { totalmem } from 'node:os'
import { monitorEventLoopDelay } from 'node:perf_hooks'
import { getHeapStatistics } from 'node:v8'
import { overloadOf, turnSeen, type Load, type LoadLimits, type Overload } from './overload.js'

export interface LoadWatchOptions {
  readonly loopDelayMs: number
  /** Undefined: a share of what the process may use. */
  readonly rssBytes: number | undefined
  readonly openCallsMax: number
  readonly openCalls: () => number
  readonly onTurnedAway: (reason: Overload) => void
}

const MEMORY_SHARE_MAX = 0.85
const SAMPLE_MS = 500
const RESOLUTION_MS = 20
const NANOS_PER_MS = 1e6

/** Watches what this process carries. Looking is cheap enough for every request: delay and memory are sampled twice a second. */
export class LoadWatch {
  private readonly delays = monitorEventLoopDelay({ resolution: RESOLUTION_MS })
  private readonly timer: NodeJS.Timeout
  private readonly limits: LoadLimits
  private turnMs = 0
  private sampledAt = performance.now()
  private load: Load

  constructor(private readonly options: LoadWatchOptions) {
    const { loopDelayMs, rssBytes, openCallsMax: openCalls } = options
    this.limits = { loopDelayMs, rssBytes: rssBytes ?? memoryAvailable() * MEMORY_SHARE_MAX, openCalls }
    this.load = this.sample()
    this.delays.enable()
    this.timer = setInterval(() => (this.load = this.sample()), SAMPLE_MS).unref()
  }

  /** Whether a call that comes now has to be turned away, and says so if it has. */
  turnsAway(): boolean {
    const reason = overloadOf(this.load, this.options.openCalls(), this.limits)
    if (reason !== undefined) this.options.onTurnedAway(reason)
    return reason !== undefined
  }

  stop(): void {
    clearInterval(this.timer)
    this.delays.disable()
  }

  private sample(): Load {
    const { mean, stddev } = this.delays
    const seenMs = Number.isFinite(mean) ? turnSeen(mean, stddev) / NANOS_PER_MS : 0
    this.delays.reset()
    // How late this very look is: a turn that has only just ended may not be counted yet.
    const now = performance.now()
    const turnMs = Math.max(seenMs, now - this.sampledAt - SAMPLE_MS)
    this.sampledAt = now
    // Late twice in a row: one pause, however long, is over when it is noticed.
    const sustainedMs = Math.min(turnMs, this.turnMs)
    this.turnMs = turnMs
    const { used_heap_size: used, heap_size_limit: limit } = getHeapStatistics()
    return {
      loopDelayMs: Math.max(0, sustainedMs - RESOLUTION_MS),
      rssBytes: process.memoryUsage.rss(),
      heapShare: used / limit,
    }
  }
}

/** Bytes that this process may use: of its container if that has a limit, otherwise of the machine. */
const memoryAvailable = (): number => {
  // 0: unknown; without a limit, some kernels name one far beyond the machine's memory.
  const constrained = process.constrainedMemory()
  return constrained > 0 ? Math.min(constrained, totalmem()) : totalmem()
}
