import { fault } from '@1relay/faults'
import { headroomOf, leadOf, type Coverage } from '../answer/index.js'
import type { Call } from '../call.js'
import { costAtMost } from '../meter/index.js'
import { Cover } from '../settle/index.js'
import { RESPONSE_OUTPUT_TOKENS } from '../socket/index.js'
import { holdOf } from './hold-of.js'
import type { ForwardContext } from './inject-call.js'

/** How a stream's hold grows with its text; undefined where nobody caps what it costs. */
export const coverStream = (call: Call, context: ForwardContext): Coverage | undefined => {
  const { bound, price, endpoint } = call
  if (!call.isCapped || endpoint?.isFree !== false) return undefined
  if (bound === undefined || price === undefined) throw fault('internal', 'forwarded before admitted')
  const namesMaximum = call.facts.outputMax !== null
  const { firstBytes, costOf } = headroomOf(bound, price, namesMaximum)
  const cover = coverFrom(call, context, { covered: firstBytes, costOf })
  let sinceMs = 0
  const lead = (textBytes: number): { low: number; high: number } => {
    sinceMs ||= performance.now()
    return leadOf(textBytes, performance.now() - sinceMs)
  }
  return {
    covers: (textBytes) => {
      // A stream that keeps to its own maximum never needs more than its first hold.
      if (namesMaximum) return textBytes <= cover.units
      const { low, high } = lead(textBytes)
      if (cover.units - textBytes < low) cover.aim(textBytes + high)
      return textBytes <= cover.units
    },
    reach: (textBytes) => cover.reach(textBytes, textBytes + lead(textBytes).high),
  }
}

/** How a socket's hold grows, in micro-dollars; undefined where nobody caps what it costs. */
export const coverSocket = (call: Call, context: ForwardContext): Coverage | undefined => {
  const { price } = call
  if (!call.isCapped) return undefined
  const cover = coverFrom(call, context, { covered: call.holdMicros, costOf: (from, to) => to - from })
  // One response more than the next.
  const lead = price === undefined ? 0 : costAtMost(price, RESPONSE_OUTPUT_TOKENS, RESPONSE_OUTPUT_TOKENS)
  return {
    covers: (needMicros) => {
      if (cover.units - needMicros < lead) cover.aim(needMicros + lead)
      return needMicros <= cover.units
    },
    reach: (needMicros) => cover.reach(needMicros, needMicros),
  }
}

const coverFrom = (
  call: Call,
  { holds, holdTtlMs }: ForwardContext,
  first: { covered: number; costOf: (from: number, to: number) => number },
): Cover => {
  const hold = holdOf(call, holdTtlMs)
  if (hold === undefined) throw fault('internal', 'forwarded before admitted')
  return new Cover({
    ...first,
    grow: async (addMicros) => {
      const answer = await holds.grow(hold, addMicros)
      if (answer === 'extended') call.holdMicros += addMicros
      return answer
    },
    isOpen: () => hold.isOpen(),
    now: () => performance.now(),
    pause: (ms) => new Promise((resolve) => setTimeout(resolve, ms)),
  })
}
