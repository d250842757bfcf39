import { type Answer, ask, type Outcome, type Problem, sentenceOf } from '@1relay/custody'

/** A Problem on its way through the query cache and error boundaries, which know thrown errors only. */
export class ProblemError extends Error {
  override readonly name = 'ProblemError'

  constructor(readonly problem: Problem) {
    super(sentenceOf(problem))
  }
}

/** The problem in anything that was thrown; what nobody expected is `internal`. */
export const problemIn = (error: unknown): Problem =>
  error instanceof ProblemError ? error.problem : { code: 'internal' }

export const isProblem = (error: unknown, code: Problem['code']): boolean => problemIn(error).code === code

/** The value of an outcome; throws a ProblemError. */
export const unwrap = <T>(outcome: Outcome<T>): T => {
  if (!outcome.ok) throw new ProblemError(outcome.problem)
  return outcome.value
}

/** What a call of the client brought: `read(client.GET('/v1/keys'), ({ data }) => data.keys)`. Throws a ProblemError. */
export const read = async <A extends Answer, T>(
  call: Promise<A>,
  pick: (data: NonNullable<A['data']>) => T | undefined,
): Promise<T> => unwrap(await ask(call, pick))
