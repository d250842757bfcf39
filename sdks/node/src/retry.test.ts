import {
  AbortError,
  ConnectionError,
  type OneRelayError,
  RateLimitError,
  TimeoutError,
  UnavailableError,
} from './errors.js'
import { type Failed, parseRetryAfter, RETRY_AFTER_MAX_MS, retryDelayMs } from './retry.js'

const ours = { code: 'c', message: 'm', source: '1relay' } as const
const limited = (retryAfterMs?: number) => new RateLimitError({ ...ours, status: 429, retryAfterMs })
const lost = (wasSent: boolean) => new ConnectionError({ code: 'c', message: 'm', source: 'client', wasSent })
const delay = (error: OneRelayError, rest: Partial<Failed> = {}) =>
  retryDelayMs({ error, retries: 0, maxRetries: 2, isRepeatable: false, random: 0.5, ...rest })

describe('retryDelayMs', () => {
  it.each([
    ['402', 402],
    ['403', 403],
    ['401', 401],
    ['500', 500],
    ['502', 502],
    ['504', 504],
  ])('never repeats after a %s', (_name, status) => {
    const error = new UnavailableError({ ...ours, status })
    expect(delay(error, { isRepeatable: true })).toBeUndefined()
  })

  it("never repeats a provider's own 429, which the provider may have charged", () => {
    const error = new RateLimitError({ ...ours, source: 'provider', status: 429 })
    expect(delay(error, { isRepeatable: true })).toBeUndefined()
  })

  it('never repeats a timeout or an abort', () => {
    expect(delay(new TimeoutError({ ...ours, source: 'client' }), { isRepeatable: true })).toBeUndefined()
    expect(delay(new AbortError({ ...ours, source: 'client' }), { isRepeatable: true })).toBeUndefined()
  })

  it('does not repeat a request that may have arrived, unless that is harmless', () => {
    expect(delay(lost(true))).toBeUndefined()
    expect(delay(lost(true), { isRepeatable: true })).toBeGreaterThan(0)
    expect(delay(lost(false))).toBeGreaterThan(0)
  })

  it('gives up after the last allowed attempt', () => {
    expect(delay(limited(), { retries: 1 })).toBeGreaterThan(0)
    expect(delay(limited(), { retries: 2 })).toBeUndefined()
    expect(delay(limited(), { maxRetries: 0 })).toBeUndefined()
  })

  it('leaves a wait that is too long to the caller', () => {
    expect(delay(limited(RETRY_AFTER_MAX_MS))).toBeDefined()
    expect(delay(limited(RETRY_AFTER_MAX_MS + 1))).toBeUndefined()
  })

  it('never comes back before the time that Retry-After names', () => {
    for (const random of [0, 0.5, 0.999]) expect(delay(limited(2_000), { random })).toBeGreaterThanOrEqual(2_000)
    expect(delay(limited(0))).toBe(0)
  })

  it('waits longer each time, spread by chance', () => {
    expect(delay(limited(), { random: 0 })).toBe(250)
    expect(delay(limited(), { random: 0, retries: 1 })).toBe(500)
    expect(delay(limited(), { random: 1, retries: 1 })).toBe(1_000)
    expect(delay(limited(), { random: 1, retries: 9, maxRetries: 10 })).toBe(8_000)
  })
})

describe('parseRetryAfter', () => {
  const parse = (value: string) =>
    parseRetryAfter(new Headers({ 'retry-after': value }), Date.parse('2026-01-01T00:00:00Z'))

  it('reads nothing into what is no time', () => {
    for (const text of ['', 'soon', '-1', '1e99', 'NaN']) expect(parse(text)).toBeUndefined()
    expect(parseRetryAfter(new Headers(), 0)).toBeUndefined()
  })

  it('reads seconds and dates', () => {
    expect(parse('3')).toBe(3_000)
    expect(parse('0.25')).toBe(250)
    expect(parse('Thu, 01 Jan 2026 00:00:05 GMT')).toBe(5_000)
    expect(parse('Thu, 01 Jan 2015 00:00:05 GMT')).toBe(0)
  })
})
