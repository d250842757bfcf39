import pino, { type Logger, type LevelWithSilent, type LoggerOptions as PinoOptions } from 'pino'
import { boundedMessage, errorFields } from './error-fields.js'
import { redactLine } from './redact.js'

/** Where lines go: standard output unless said otherwise. */
export interface LogSink {
  write(line: string): unknown
}

export interface LoggerOptions {
  /** The process or package that speaks. */
  name: string
  /** Default `info`. */
  level?: LevelWithSilent
  destination?: LogSink
}

// pino takes the whole message of a lone error as the entry's message, however long it is.
const withOwnMessage: NonNullable<PinoOptions['hooks']>['logMethod'] = function (args, method) {
  const [first, second] = args as readonly unknown[]
  const error = first instanceof Error ? first : (first as { err?: unknown } | null)?.err
  if (error instanceof Error && second === undefined) method.apply(this, [first as object, boundedMessage(error)])
  else method.apply(this, args)
}

/** A pino logger whose every line is redacted as it leaves. Errors go in `err`, `error` or as the first argument. */
export const createLogger = ({ name, level = 'info', destination }: LoggerOptions): Logger => {
  const sink = destination ?? pino.destination(1)
  const serializers = { err: errorFields, error: errorFields, cause: errorFields }
  return pino(
    {
      level,
      base: { name },
      timestamp: pino.stdTimeFunctions.isoTime,
      formatters: { level: (label) => ({ level: label }) },
      serializers,
      hooks: { logMethod: withOwnMessage },
    },
    { write: (line: string) => void sink.write(redactLine(line)) },
  )
}
