/** Text that asks browsers to come back after a few seconds. */
export const STREAM_START = 'retry: 3000\n\n'

/** A comment: it keeps proxies from taking a quiet stream for a dead one. */
export const HEARTBEAT = ': still here\n\n'

/** One server-sent event. JSON has no line breaks of its own, so `data` is one line. */
export const formatEvent = (event: string, data: unknown, id?: string): string =>
  `${id === undefined ? '' : `id: ${id}\n`}event: ${event}\ndata: ${JSON.stringify(data)}\n\n`

/** Where a stream was, as its events' ids say it: the moment of the call. */
export const placeOfCall = ({ at, requestId }: { at: string; requestId: string }): string =>
  // An id may hold anything but line breaks and U+0000; what relays name requests is of no concern here.
  `${Date.parse(at)}.${requestId.replace(/[^\x21-\x7e]/g, '')}`

/** The moment that such an id names; undefined for anything else. */
export const momentOf = (lastEventId: string): Date | undefined => {
  const [, ms] = /^(\d{1,14})\./.exec(lastEventId) ?? []
  return ms === undefined ? undefined : new Date(Number(ms))
}
