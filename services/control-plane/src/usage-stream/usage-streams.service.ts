import { fault } from '@1relay/faults'
import type { Logger } from '@1relay/log'
import type { UsageNews } from '../usage/index.js'
import type { PresentedCall } from '../usage-reports/index.js'
import { formatEvent, HEARTBEAT, momentOf, placeOfCall, STREAM_START } from './event-stream.js'

/** Whose stream it is, and the session that it lasts as long as. */
export interface Viewer {
  readonly accountId: string
  readonly sessionId: string
}

/** Where a stream is written to. */
export interface Sink {
  /** False while the other side takes no more for now. */
  write(text: string): boolean
  /** Bytes that wait. */
  waiting(): number
  end(): void
}

export interface UsageStreamsParts {
  /** Tells of an account's new calls; and of grants that changed, by id, whosever they are. Both answer how to stop. */
  watchAccount: (accountId: string, listener: (news: UsageNews) => void) => () => void
  watchGrants: (listener: (grantId: string) => void) => () => void
  /** Calls of the account since then, the newest of them, oldest first. */
  recentCalls: (accountId: string, since: Date) => Promise<readonly PresentedCall[]>
  /** `GrantNews` of those of these grants that are the account's connections or bot tokens. */
  describeGrants: (accountId: string, grantIds: readonly string[]) => Promise<readonly unknown[]>
  liveSessions: (sessionIds: readonly string[]) => Promise<ReadonlySet<string>>
  logger: Logger
}

interface Stream {
  readonly viewer: Viewer
  readonly sink: Sink
}

interface Watched {
  readonly streams: Set<Stream>
  readonly unwatch: () => void
  /** Grants whose state has to be told again. */
  readonly stale: Set<string>
  timer: NodeJS.Timeout | undefined
}

const STREAMS_MAX = 10
const WAITING_MAX = 1_000_000
// Budgets are told at most five times a second, however many calls end.
const GATHER_MS = 200
const ROUND_MS = 5_000
const ROUNDS_A_HEARTBEAT = 3
// A long call is stored long after it arrived; whoever comes back may have missed it.
const OVERLAP_MS = 15 * 60_000

/** The open streams of this process. */
export class UsageStreams {
  readonly #parts: UsageStreamsParts
  readonly #watched = new Map<string, Watched>()
  #timer: NodeJS.Timeout | undefined
  #unwatchGrants: (() => void) | undefined
  #rounds = 0

  constructor(parts: UsageStreamsParts) {
    this.#parts = parts
  }

  /** Opens a stream, or fails with `too_many`; answers how to close it. What was missed since `lastEventId` comes first. */
  open(viewer: Viewer, sink: Sink, lastEventId?: string): () => void {
    const { streams } = this.#watch(viewer.accountId)
    if (streams.size >= STREAMS_MAX) throw fault('too_many', `${STREAMS_MAX} usage streams`)
    const stream = { viewer, sink }
    streams.add(stream)
    sink.write(STREAM_START)
    const since = lastEventId === undefined ? undefined : momentOf(lastEventId)
    if (since !== undefined) this.#catchUp(stream, new Date(since.getTime() - OVERLAP_MS))
    return () => this.#drop(stream)
  }

  /** Ends all streams; whoever is still interested comes back and asks for what was missed. */
  endAll(): void {
    for (const { streams } of this.#watched.values()) for (const stream of [...streams]) this.#end(stream)
  }

  /** One round: ends the streams of sessions that have ended, and keeps the others alive. Never rejects. */
  async round(): Promise<void> {
    const streams = [...this.#watched.values()].flatMap((watched) => [...watched.streams])
    this.#rounds += 1
    try {
      const live = await this.#parts.liveSessions([...new Set(streams.map(({ viewer }) => viewer.sessionId))])
      for (const stream of streams) if (!live.has(stream.viewer.sessionId)) this.#end(stream)
    } catch (err) {
      // Nobody can tell whether these sessions still are: a stream that goes on might be one that was ended.
      this.#parts.logger.warn({ err }, 'usage streams end: their sessions cannot be checked')
      for (const stream of streams) this.#end(stream)
    }
    if (this.#rounds % ROUNDS_A_HEARTBEAT === 0) for (const stream of streams) this.#write(stream, HEARTBEAT)
  }

  #watch(accountId: string): Watched {
    const known = this.#watched.get(accountId)
    if (known !== undefined) return known
    const unwatch = this.#parts.watchAccount(accountId, (news) => this.#tell(accountId, news))
    const watched: Watched = { streams: new Set(), unwatch, stale: new Set(), timer: undefined }
    this.#watched.set(accountId, watched)
    this.#timer ??= setInterval(() => void this.round(), ROUND_MS).unref()
    this.#unwatchGrants ??= this.#parts.watchGrants((grantId) => this.#noteChange(grantId))
    return watched
  }

  #drop(stream: Stream): void {
    const { accountId } = stream.viewer
    const watched = this.#watched.get(accountId)
    if (watched === undefined || !watched.streams.delete(stream) || watched.streams.size > 0) return
    watched.unwatch()
    clearTimeout(watched.timer)
    this.#watched.delete(accountId)
    if (this.#watched.size > 0) return
    clearInterval(this.#timer)
    this.#unwatchGrants?.()
    this.#timer = this.#unwatchGrants = undefined
  }

  #end(stream: Stream): void {
    this.#drop(stream)
    stream.sink.end()
  }

  #tell(accountId: string, { calls }: UsageNews): void {
    const watched = this.#watched.get(accountId)
    if (watched === undefined) return
    const text = calls.map(formatCall).join('')
    for (const stream of [...watched.streams]) this.#write(stream, text)
    for (const { connectionId } of calls) this.#markStale(accountId, connectionId)
  }

  // The change names no account; whose it is is found out with the state, and most processes watch few accounts.
  #noteChange(grantId: string): void {
    for (const accountId of this.#watched.keys()) this.#markStale(accountId, grantId)
  }

  #markStale(accountId: string, grantId: string): void {
    const watched = this.#watched.get(accountId)
    if (watched === undefined) return
    watched.stale.add(grantId)
    watched.timer ??= setTimeout(() => void this.#tellStale(accountId, watched), GATHER_MS)
  }

  async #tellStale(accountId: string, watched: Watched): Promise<void> {
    const ids = [...watched.stale]
    watched.stale.clear()
    watched.timer = undefined
    try {
      const text = (await this.#parts.describeGrants(accountId, ids)).map((news) => formatEvent('grant', news)).join('')
      if (text !== '') for (const stream of [...watched.streams]) this.#write(stream, text)
    } catch (err) {
      this.#parts.logger.warn({ err }, 'a usage stream has to do without a change of a grant')
    }
  }

  #catchUp(stream: Stream, since: Date): void {
    this.#parts.recentCalls(stream.viewer.accountId, since).then(
      (calls) => this.#write(stream, calls.map(formatCall).join('')),
      (err: unknown) => this.#parts.logger.warn({ err }, 'a usage stream could not catch up'),
    )
  }

  #write(stream: Stream, text: string): void {
    // Who does not read must not fill our memory.
    if (!stream.sink.write(text) && stream.sink.waiting() > WAITING_MAX) this.#end(stream)
  }
}

const formatCall = (call: PresentedCall): string => formatEvent('usage', call, placeOfCall(call))
