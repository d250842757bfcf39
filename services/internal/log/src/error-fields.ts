const STACK_LINES_MAX = 20
const TEXT_LENGTH_MAX = 4000
const CAUSES_MAX = 4

const cut = (text: string): string => (text.length > TEXT_LENGTH_MAX ? `${text.slice(0, TEXT_LENGTH_MAX)}…` : text)

/** The message of an error, cut to a length that a log bears. */
export const boundedMessage = (error: Error): string => cut(error.message)

/** What an entry says about an error. Other properties stay out: libraries hang requests, headers and rows on theirs. */
export interface ErrorFields {
  type: string
  message: string
  code?: string | number
  stack?: string
  cause?: ErrorFields
}

/** The loggable fields of anything thrown: bounded message and stack, and its causes up to four deep. */
export const errorFields = (thrown: unknown, depth = 0): ErrorFields => {
  if (!(thrown instanceof Error)) return { type: typeof thrown, message: cut(String(thrown)) }
  const { code } = thrown as { code?: unknown }
  return {
    type: thrown.name,
    message: boundedMessage(thrown),
    ...((typeof code === 'string' || typeof code === 'number') && { code }),
    ...(thrown.stack && { stack: cut(thrown.stack.split('\n').slice(0, STACK_LINES_MAX).join('\n')) }),
    ...(thrown.cause !== undefined && depth < CAUSES_MAX && { cause: errorFields(thrown.cause, depth + 1) }),
  }
}
