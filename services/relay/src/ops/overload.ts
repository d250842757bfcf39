/** What a process has to carry at a moment. */
export interface Load {
  /** How long a request that comes at a random moment waits for the event loop, in milliseconds. */
  readonly loopDelayMs: number
  /** Resident memory: heap, and the buffers outside of it. */
  readonly rssBytes: number
  /** Share of V8's heap limit that is in use, 0 to 1: at 1 the process dies. */
  readonly heapShare: number
}

export interface LoadLimits {
  readonly loopDelayMs: number
  readonly rssBytes: number
  readonly openCalls: number
}

/** Why new calls are turned away. */
export type Overload = 'loop_delay' | 'memory' | 'open_calls'

// Beyond this V8 spends its time on collecting, and a burst of bodies ends the process with all of its streams.
const HEAP_SHARE_MAX = 0.9

/**
 * Calls that resident memory alone does not turn away. Memory that nobody uses any more goes back when V8 collects or needs it, and a
 * process that turns everybody away does neither: it would do so for ever, and look healthy.
 */
export const FEW_CALLS = 8

/** Why a process under this load should take no further call; undefined: it can. */
export const overloadOf = (load: Load, openCalls: number, limits: LoadLimits): Overload | undefined => {
  const isFull = load.rssBytes > limits.rssBytes && openCalls >= FEW_CALLS
  if (isFull || load.heapShare > HEAP_SHARE_MAX) return 'memory'
  if (load.loopDelayMs > limits.loopDelayMs) return 'loop_delay'
  return openCalls >= limits.openCalls ? 'open_calls' : undefined
}

/**
 * The turn of the event loop into which a random moment falls, from mean and deviation of all turns. Not the mean: a second that
 * holds one turn of 900 ms and five of 20 has a mean of 167, and nine requests in ten wait out the long one.
 */
export const turnSeen = (mean: number, deviation: number): number =>
  mean > 0 ? (mean * mean + deviation * deviation) / mean : 0
