const MINUTE = 60_000
const HOUR = 60 * MINUTE
const DAY = 24 * HOUR

/** `just now`, `5 minutes ago`, `in 2 hours`, `yesterday`; beyond a month the date. */
export const formatRelative = (at: Date, now: Date): string => {
  const ms = at.getTime() - now.getTime()
  const size = Math.abs(ms)
  if (size < MINUTE) return 'just now'
  const words = new Intl.RelativeTimeFormat('en', { numeric: 'auto' })
  if (size < HOUR) return words.format(Math.round(ms / MINUTE), 'minute')
  if (size < DAY) return words.format(Math.round(ms / HOUR), 'hour')
  if (size < 30 * DAY) return words.format(Math.round(ms / DAY), 'day')
  return formatDate(at)
}

/** `21 Nov 2026`, in the time zone of this browser. */
export const formatDate = (at: Date): string =>
  new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'short', year: 'numeric' }).format(at)

/** Date, time and zone, for whoever has to be exact. */
export const formatExact = (at: Date): string =>
  new Intl.DateTimeFormat('en-GB', { dateStyle: 'medium', timeStyle: 'long' }).format(at)
