import type { Server } from 'node:http'
import type { Socket } from 'node:net'
import type { RedisConnections } from './connect.redis.js'
import type { Fallthrough } from './forward/fallthrough.proxy.js'
import type { Forwarder } from './forward/index.js'
import type { OpenCalls } from './open-calls.js'
import type { LoadWatch } from './ops/index.js'
import type { Reaper, Recover, Settle } from './settle/index.js'
import type { UsageJournal, UsageLog } from './usage/index.js'

/** What has to be closed, in an order that loses nothing. */
export interface Drained {
  readonly open: OpenCalls
  readonly connections: Connections
  readonly store: { released(): Promise<void> }
  readonly settle: Settle
  readonly usage: UsageLog
  readonly journal: Pick<UsageJournal, 'close'>
  readonly reaper: Reaper
  readonly recover: Recover
  readonly load: LoadWatch
  readonly fallthrough: Fallthrough | undefined
  readonly forwarder: Forwarder
  readonly custody: { stop(): Promise<void> }
  readonly redis: RedisConnections
}

const IDLE_SWEEP_MS = 20
// A request that was on its way when we were told to stop has come in by then.
const SILENT_MS = 500
// A hold that nobody was told of is given back a second after, with a few tries. Left behind, it would be charged to a call that was refused.
const RELEASES_MS = 4000

/** The connections of a server, for the ones that Node does not count as idle: those that never carried a request. */
export class Connections {
  private readonly sockets = new Set<Socket>()

  constructor(server: Server) {
    server.on('connection', (socket: Socket) => {
      this.sockets.add(socket)
      socket.once('close', () => this.sockets.delete(socket))
    })
  }

  /** Closes those that never said a word: browsers and load balancers open some in advance. */
  closeSilent(): void {
    for (const socket of this.sockets) if (socket.bytesRead === 0) socket.destroy()
  }
}

/** No new connections, open calls to their end or the grace time, then the books, then everything else. */
export const drain = async (server: Server, graceMs: number, parts: Drained): Promise<void> => {
  const {
    open,
    connections,
    store,
    settle,
    usage,
    journal,
    reaper,
    recover,
    load,
    fallthrough,
    forwarder,
    custody,
    redis,
  } = parts
  const closed = new Promise<void>((resolve) => server.close(() => resolve()))
  // close() ends the connections that are idle now; those that become idle later would stay until their timeout.
  const sweep = setInterval(() => server.closeIdleConnections(), IDLE_SWEEP_MS)
  const silence = setTimeout(() => connections.closeSilent(), SILENT_MS)
  await within(graceMs, Promise.all([open.idle(), closed]))
  clearInterval(sweep)
  clearTimeout(silence)
  open.cutAll('draining')
  await within(1000, open.idle())
  await within(RELEASES_MS, store.released())
  await reaper.stop()
  await within(1000, recover.stop())
  await settle.close()
  await usage.close()
  await journal.close()
  server.closeAllConnections()
  load.stop()
  fallthrough?.close()
  await within(1000, custody.stop())
  await within(1000, forwarder.close())
  redis.close()
}

const within = (ms: number, work: Promise<unknown>): Promise<void> =>
  new Promise((resolve) => {
    const timer = setTimeout(resolve, ms)
    void work
      .catch(() => undefined)
      .finally(() => {
        clearTimeout(timer)
        resolve()
      })
  })
