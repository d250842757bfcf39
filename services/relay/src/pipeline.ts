import type { GrantProjection, LiveGrant, UsageEvent } from '@1relay/contracts'
import { toFault, type Fault } from '@1relay/faults'
import type { Call } from './call.js'
import {
  admitCall,
  authenticate,
  CallerLeft,
  countPageCall,
  forwardCall,
  judgeCall,
  openCredential,
  readToken,
  recordEnd,
  recordRefusal,
  unsettledState,
  type AdmitContext,
  type ForwardContext,
  type JudgeContext,
  type OpenContext,
  type RecordContext,
} from './steps/index.js'
import { isForPages } from './pages/index.js'
import { Refusal } from './refuse/index.js'
import type { Bearer, Bearers } from './token/index.js'

export interface PipelineContext extends AdmitContext, JudgeContext, OpenContext, ForwardContext, RecordContext {
  readonly bearers: Bearers
  /** Told of every call's end; undefined where nothing is recorded (garbage, unknown grants). */
  readonly onEnd: (call: Call, event: UsageEvent | undefined, failure: Fault | undefined) => void
}

/** A request's life, from token to record. Resolves when the books on it are closed; never rejects. */
export const runPipeline = async (call: Call, context: PipelineContext): Promise<void> => {
  try {
    if (isForPages(call.route)) await countPageCall(call, context)
    const token = readToken(call, context.bearers)
    await decide(call, token, context)
    const opened = openCredential(call, token, context)
    const credential = opened instanceof Promise ? await opened : opened
    const end = await forwardCall(call, credential, context)
    if (end.upstreamStatus === 401) credential.onRefused()
    // Without compression the reading is there already: the books are closed in the turn in which the caller gets the last byte.
    const reading = end.reading instanceof Promise ? await end.reading : end.reading
    context.onEnd(call, recordEnd(call, end, reading, context), undefined)
  } catch (error) {
    if (error instanceof CallerLeft) return context.onEnd(call, undefined, undefined)
    const failure = toFault(error)
    const status = context.refuse(call, failure)
    context.onEnd(call, recordRefusal(call, failure, status, context), failure)
  } finally {
    call.dropBody()
  }
}

/**
 * Finds, judges and admits. A grant that has changed since it was found is found again and judged again: nobody is admitted on what a
 * grant used to allow.
 */
const decide = async (call: Call, token: Bearer, context: PipelineContext): Promise<void> => {
  let found = await context.finder.find(token.id)
  for (const isSecondTry of [false, true, true]) {
    const grant = await authenticate(call, token, found, context.finder)
    const outcome =
      (await judgeOrFindAgain(call, grant, token, context)) ?? (await admitCall(call, grant, isSecondTry, context))
    if (outcome === undefined) return
    found = outcome.again
  }
  throw unsettledState()
}

/** Judges a call. Undefined: nothing speaks against it. Otherwise what speaks against it is out of date, and so is the grant. */
const judgeOrFindAgain = async (
  call: Call,
  grant: LiveGrant,
  token: Bearer,
  context: PipelineContext,
): Promise<{ again: GrantProjection } | undefined> => {
  try {
    await judgeCall(call, grant, token, context)
    return undefined
  } catch (error) {
    if (!(error instanceof Refusal) || hasLostBody(error)) throw error
    // What was allowed a moment ago is in force at the next call, even if that is faster than the news of it.
    const current = await context.finder.refresh(grant.id).catch(() => undefined)
    if (current === undefined || current.version === grant.version) throw error
    return { again: current }
  }
}

/** Of a body that was too large, or had no room, a part is gone: it could not be judged, or sent, a second time. */
const hasLostBody = ({ code }: Refusal): boolean => code === 'body_too_large' || code === 'overloaded'
