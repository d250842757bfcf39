import { createServer, type RequestListener, type ServerResponse } from 'node:http'
import type { AddressInfo, Socket } from 'node:net'
import { answerBrokenRequests } from './broken-request.http.js'

const HEADER_BYTES_MAX = 16_384
const HEADERS_TIMEOUT_MS = 10_000
const REQUEST_TIMEOUT_MS = 30_000
// How often Node looks for connections that are over time; by default it does only twice a minute.
const TIMEOUT_CHECK_MS = 5_000
// Longer than the relay keeps idle connections, so that it never sends into one that is just being closed.
const KEEP_ALIVE_TIMEOUT_MS = 75_000
const DRAIN_MS = 10_000
// A request that was on its way when we were told to stop has come in by then.
const SILENT_MS = 500

/** A socket that takes requests. */
export interface Listener {
  readonly port: number
  /** Takes no new connection, lets open requests finish (ten seconds at most), then cuts what is left. */
  drain(): Promise<void>
}

/** Listens with bounds on how large and how slow a client may be. Port 0 takes a free one. */
export const listen = async (
  { host, port }: { host: string; port: number },
  handle: RequestListener,
): Promise<Listener> => {
  const open = new Set<ServerResponse>()
  const sockets = new Set<Socket>()
  const limits = {
    maxHeaderSize: HEADER_BYTES_MAX,
    headersTimeout: HEADERS_TIMEOUT_MS,
    requestTimeout: REQUEST_TIMEOUT_MS,
    connectionsCheckingInterval: TIMEOUT_CHECK_MS,
    keepAliveTimeout: KEEP_ALIVE_TIMEOUT_MS,
  }
  const server = createServer(limits, (request, response) => {
    open.add(response)
    response.once('close', () => open.delete(response))
    handle(request, response)
  })
  server.on('connection', (socket) => {
    sockets.add(socket)
    socket.once('close', () => sockets.delete(socket))
  })
  answerBrokenRequests(server)
  await new Promise<void>((resolve, reject) => server.once('error', reject).listen(port, host, resolve))
  return {
    port: (server.address() as AddressInfo).port,
    drain: () =>
      new Promise((resolve) => {
        const timer = setTimeout(() => server.closeAllConnections(), DRAIN_MS)
        server.close(() => {
          clearTimeout(timer)
          resolve()
        })
        // Otherwise a client that keeps its connection would hold us up until the keep-alive ends.
        for (const response of open) {
          if (!response.headersSent) response.setHeader('Connection', 'close')
          // It has no end of its own, and whoever reads it comes back to another process.
          else if (isEventStream(response)) response.end(() => response.req.socket.end())
        }
        // Browsers and pools open some in advance, which Node does not count as idle: they have had no request to be done with.
        setTimeout(() => {
          for (const socket of sockets) if (socket.bytesRead === 0) socket.destroy()
        }, SILENT_MS).unref()
      }),
  }
}

const isEventStream = (response: ServerResponse): boolean =>
  String(response.getHeader('Content-Type')).startsWith('text/event-stream')
