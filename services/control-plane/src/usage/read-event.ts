import type { UsageEvent } from '@1relay/contracts'

const DAY_MS = 86_400_000
// A spool that was found again after months is still worth having; a clock ahead by more than a day is broken.
const AGE_MAX_MS = 400 * DAY_MS
const AHEAD_MAX_MS = DAY_MS

export type ReadEvent =
  { readonly ok: true; readonly event: UsageEvent } | { readonly ok: false; readonly reason: string }

type Field = (value: unknown) => boolean

const text = (value: unknown): boolean => typeof value === 'string'
const id = (value: unknown): boolean => typeof value === 'string' && value !== '' && value.length <= 200
const flag = (value: unknown): boolean => typeof value === 'boolean'
const count = (value: unknown): boolean => Number.isSafeInteger(value) && (value as number) >= 0
const small = (value: unknown): boolean => count(value) && (value as number) <= 0x7fff_ffff
const duration = (value: unknown): boolean =>
  typeof value === 'number' && value >= 0 && value <= Number.MAX_SAFE_INTEGER
const oneOf =
  (...values: readonly unknown[]): Field =>
  (value) =>
    values.includes(value)
const orNull =
  (field: Field): Field =>
  (value) =>
    value === null || field(value)

const ifThere =
  (field: Field): Field =>
  (value) =>
    value === undefined || field(value)

const tokens = { input: count, cachedInput: count, cacheWrite: count, output: count, reasoning: count }

const fields: Record<keyof UsageEvent, Field> = {
  v: oneOf(1),
  requestId: id,
  at: count,
  grantId: id,
  grantVersion: small,
  ledgerId: text,
  decision: oneOf('allowed', 'refused'),
  reason: orNull(text),
  outcome: orNull(oneOf('completed', 'client_aborted', 'upstream_failed', 'cut_off', 'interrupted')),
  connectionId: ifThere(id),
  upstream: orNull(text),
  model: orNull(text),
  method: text,
  path: text,
  query: ifThere(text),
  status: small,
  stream: flag,
  durationMs: duration,
  firstByteMs: orNull(duration),
  tokens: (value) => wrongField(value, tokens) === undefined,
  tokensFrom: oneOf('reported', 'estimated', 'held', 'none'),
  costMicros: count,
  priceVersion: orNull(text),
  isPriceGuessed: flag,
  requestBytes: count,
  responseBytes: count,
  ip: text,
  userAgent: orNull(text),
}

const wrongField = (value: unknown, shape: Readonly<Record<string, Field>>): string | undefined => {
  if (typeof value !== 'object' || value === null) return 'everything'
  return Object.entries(shape).find(([name, fits]) => !fits((value as Record<string, unknown>)[name]))?.[0]
}

// What callers choose must neither break a statement (PostgreSQL knows no U+0000) nor fill a disk.
const clean = (value: string, lengthMax: number): string =>
  value.replaceAll('\0', '\uFFFD').slice(0, lengthMax).toWellFormed()
const cleanOrNull = (value: string | null, lengthMax: number): string | null => value && clean(value, lengthMax)

/** An event as it can be stored, or why it cannot be: a field that is no such thing, or a time that no clock of ours had. */
export const readEvent = (value: unknown, now: Date): ReadEvent => {
  const wrong = wrongField(value, fields)
  if (wrong !== undefined) return { ok: false, reason: `field ${wrong}` }
  const event = value as UsageEvent
  if (event.at < now.getTime() - AGE_MAX_MS) return { ok: false, reason: 'too old' }
  if (event.at > now.getTime() + AHEAD_MAX_MS) return { ok: false, reason: 'from the future' }
  return {
    ok: true,
    event: {
      ...event,
      requestId: clean(event.requestId, 200),
      grantId: clean(event.grantId, 200),
      ledgerId: clean(event.ledgerId, 200),
      reason: cleanOrNull(event.reason, 100) as UsageEvent['reason'],
      ...(event.connectionId !== undefined && { connectionId: clean(event.connectionId, 200) }),
      upstream: cleanOrNull(event.upstream, 300),
      model: cleanOrNull(event.model, 200),
      method: clean(event.method, 32),
      path: clean(event.path, 2000),
      ...(event.query !== undefined && { query: clean(event.query, 4000) }),
      durationMs: Math.round(event.durationMs),
      firstByteMs: event.firstByteMs === null ? null : Math.round(event.firstByteMs),
      priceVersion: cleanOrNull(event.priceVersion, 100),
      ip: clean(event.ip, 64),
      userAgent: cleanOrNull(event.userAgent, 500),
    },
  }
}
