import { z } from 'zod'

const reading = <T>(read: (raw: string) => T | undefined, problem: string) =>
  z.string().transform((raw, context) => {
    const value = read(raw.trim())
    if (value !== undefined) return value
    context.addIssue({ code: 'custom', message: problem })
    return z.NEVER
  })

const wholeNumber = (raw: string, min: number, max: number): number | undefined => {
  const value = /^-?\d{1,16}$/.test(raw) ? Number(raw) : NaN
  return value >= min && value <= max ? value : undefined
}

/** A non-empty string. */
export const text = () => z.string().min(1, 'must not be empty.')

/** A whole number within bounds, both included. */
export const integer = (min: number, max: number) =>
  reading((raw) => wholeNumber(raw, min, max), `must be a whole number from ${min} to ${max}.`)

/** A TCP port; 0 asks the system for a free one. */
export const port = () => integer(0, 65_535)

/** `true` or `false`, also 1/0, yes/no, on/off. */
export const flag = () =>
  reading((raw) => {
    if (/^(true|1|yes|on)$/i.test(raw)) return true
    return /^(false|0|no|off)$/i.test(raw) ? false : undefined
  }, 'must be true or false.')

const unitMs = { ms: 1, s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 } as const

/** A time such as `500ms`, `30s`, `10m`, `24h`, `7d`; gives milliseconds. */
export const duration = () =>
  reading((raw) => {
    const [, amount, unit] = /^(\d{1,9})(ms|s|m|h|d)$/.exec(raw) ?? []
    return amount && unit ? Number(amount) * unitMs[unit as keyof typeof unitMs] : undefined
  }, 'must be a time such as 500ms, 30s, 10m, 24h or 7d.')

/** One of the given words. */
export const oneOf = <const Word extends string>(...words: readonly [Word, ...Word[]]) =>
  reading((raw) => words.find((word) => word === raw), `must be one of ${words.join(', ')}.`)

/** Words separated by commas; blanks around them do not count. */
export const commaList = () => reading((raw) => raw.split(',').flatMap((part) => part.trim() || []), 'must be a list.')

const parseUrl = (raw: string, protocols: readonly string[]): URL | undefined => {
  const parsed = URL.parse(raw)
  return parsed && protocols.includes(parsed.protocol) ? parsed : undefined
}

/** A URL with one of the given protocols (`postgres:`, `redis:` …), as it was written. */
export const url = (...protocols: readonly string[]) =>
  reading(
    (raw) => (parseUrl(raw, protocols) ? raw : undefined),
    `must be a URL that starts with ${protocols.map((protocol) => `${protocol}//`).join(' or ')}.`,
  )

const readOrigin = (raw: string): string | undefined => {
  const parsed = parseUrl(raw, ['https:', 'http:'])
  return parsed && (raw === parsed.origin || raw === `${parsed.origin}/`) ? parsed.origin : undefined
}

/** A web origin: scheme, host and port, nothing behind them. */
export const origin = () => reading(readOrigin, 'must be an origin such as https://relay.example.com, without a path.')

/** A JSON object whose values are read by another setting, such as `{"openai":"https://…"}`. */
export const jsonMap = <T>(values: z.ZodType<T, string>) =>
  reading((raw): Record<string, unknown> | undefined => {
    try {
      const parsed: unknown = JSON.parse(raw)
      return typeof parsed === 'object' && parsed !== null && !Array.isArray(parsed) ? { ...parsed } : undefined
    } catch {
      return undefined
    }
  }, 'must be a JSON object such as {"name":"value"}.').pipe(z.record(z.string(), values))
