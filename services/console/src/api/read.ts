import type { components } from '@1relay/contracts'
import { type Answer, ask, type Outcome, type Problem, sentenceOf } from '@1relay/custody'

type Detail = NonNullable<components['schemas']['Failure']['error']['details']>[number]

/** A Problem on its way through the query cache and error boundaries, which know thrown errors only. */
export class ProblemError extends Error {
  override readonly name = 'ProblemError'

  constructor(
    readonly problem: Problem,
    /** What is wrong with single fields, if the server said it. */
    readonly details: readonly Detail[] = [],
  ) {
    super(sentenceOf(problem))
  }
}

/** The problem in anything that was thrown; what nobody expected is `internal`. */
export const problemIn = (error: unknown): Problem =>
  error instanceof ProblemError ? error.problem : { code: 'internal' }

export const isProblem = (error: unknown, code: Problem['code']): boolean => problemIn(error).code === code

/** What the server finds wrong with one field, a JSON pointer, as the end of a sentence about it: `is not https`. */
export const fieldProblemIn = (error: unknown, field: string): string | undefined =>
  error instanceof ProblemError ? error.details.find((detail) => detail.field === field)?.problem : undefined

/** The value of an outcome; throws a ProblemError. */
export const unwrap = <T>(outcome: Outcome<T>): T => {
  if (!outcome.ok) throw new ProblemError(outcome.problem)
  return outcome.value
}

/** What a call of the client brought: `read(client.GET('/v1/keys'), ({ data }) => data.keys)`. Throws a ProblemError. */
export const read = async <A extends Answer, T>(
  call: Promise<A>,
  pick: (data: NonNullable<A['data']>) => T | undefined,
): Promise<T> => {
  const outcome = await ask(call, pick)
  if (outcome.ok) return outcome.value
  throw new ProblemError(outcome.problem, await detailsOf(call))
}

const detailsOf = async (call: Promise<Answer>): Promise<readonly Detail[]> => {
  // What stands in front of 1Relay may answer with anything, and a call that was broken off with nothing.
  const { error } = await call.catch(() => ({ error: undefined }))
  const details = (error as { error?: { details?: unknown } } | null | undefined)?.error?.details
  return Array.isArray(details) ? (details as Detail[]) : []
}
