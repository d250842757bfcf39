import { fault } from '@1relay/faults'

/** The zone in which days begin where nobody says otherwise, and of which there are sums by day. */
export const UTC = 'UTC'

/** The day of this moment in an IANA time zone, as `YYYY-MM-DD`; `invalid_request` for a zone that does not exist. */
export const dayIn = (timeZone: string, at: Date): string => {
  try {
    const format = { timeZone, year: 'numeric', month: '2-digit', day: '2-digit' } as const
    // Swedish writes dates as ISO 8601 does.
    return new Intl.DateTimeFormat('sv-SE', format).format(at)
  } catch (cause) {
    throw unknownTimeZone(cause)
  }
}

/**
 * The same zone by its canonical name. PostgreSQL takes a few others, such as CET or IST, for abbreviations without summer time, or of another
 * place, before it looks for zones.
 */
export const canonicalZone = (timeZone: string): string =>
  new Intl.DateTimeFormat('sv-SE', { timeZone }).resolvedOptions().timeZone

export const unknownTimeZone = (cause?: unknown) =>
  fault('invalid_request', 'a time zone that does not exist', {
    cause,
    details: [{ field: 'timeZone', problem: 'is no IANA time zone' }],
  })
