import { fault } from '@1relay/faults'
import { randomUUID } from 'node:crypto'
import { createServer, ServerResponse, type IncomingMessage, type Server } from 'node:http'
import type { Socket } from 'node:net'
import { Call } from './call.js'
import type { Caller } from './forward/fallthrough.proxy.js'
import type { Health } from './ops/index.js'
import { isForPages, receivePage } from './pages/index.js'
import { clientErrorAnswer, writeRefusal } from './refuse/index.js'
import { clientAddress, isAmbiguousHead, readRoute, type Route } from './route/index.js'
import { hangUp } from './socket/index.js'

export interface ServerOptions {
  readonly headersMaxBytes: number
  readonly trustProxyHops: number
  /** Pages of these origins may call the routes of browser-app mode; none: there is no such mode. */
  readonly allowedOrigins: readonly string[]
  readonly isDraining: () => boolean
  /** Whether a call that comes now has to be turned away; counts it if so. */
  readonly isOverloaded: () => boolean
  readonly health: () => Promise<Health>
  /** Runs a proxied call. */
  readonly run: (call: Call) => void
  /** Takes what is no relay path; undefined: there is nothing there. */
  readonly fallThrough:
    ((req: IncomingMessage, res: ServerResponse, target: string, caller: Caller) => void) | undefined
}

const HEADERS_TIMEOUT_MS = 30_000
// An upload may take long; this only ends connections that never finish their request.
const REQUEST_TIMEOUT_MS = 60 * 60_000
// Longer than the idle timeouts of usual load balancers (60 s), so that it is never us who close under their feet.
const KEEP_ALIVE_MS = 75_000
// A peer that has vanished without a word is noticed by the probes of TCP, however long an answer may take.
const PROBE_AFTER_MS = 60_000

/** The public listener. It knows routes and nothing about what happens on them. */
export const createRelayServer = (options: ServerOptions): Server => {
  const server = createServer({
    maxHeaderSize: options.headersMaxBytes,
    insecureHTTPParser: false,
    requireHostHeader: true,
    noDelay: true,
    keepAlive: true,
    keepAliveInitialDelay: PROBE_AFTER_MS,
    headersTimeout: HEADERS_TIMEOUT_MS,
    requestTimeout: REQUEST_TIMEOUT_MS,
    keepAliveTimeout: KEEP_ALIVE_MS,
    // Other protocols (h2c) are not switched to: their requests are ordinary ones, and Upgrade stays on this hop.
    shouldUpgradeCallback: isSocketRequest,
  })
  server.maxRequestsPerSocket = 0
  server.on('request', (req, res) => take(req, res, false, options))
  // Without a listener Node sends 100 at once, before anybody has decided whether the body is wanted.
  server.on('checkContinue', (req: IncomingMessage, res: ServerResponse) => take(req, res, true, options))
  server.on('upgrade', (req: IncomingMessage, socket: Socket, head: Buffer) => takeSocket(req, socket, head, options))
  server.on('clientError', answerGarbage())
  return server
}

/** Every connection that the parser refused is answered once, and closed; it may go on to send what the parser refuses. */
const answerGarbage = () => {
  const refused = new WeakSet<Socket>()
  return (error: NodeJS.ErrnoException, socket: Socket): void => {
    if (error.code === 'ECONNRESET') return void socket.destroy()
    if (refused.has(socket)) return
    refused.add(socket)
    const before = requestBefore(socket)
    if (before !== undefined) before.on('close', () => hangUp(socket))
    else hangUp(socket, socket.writable ? clientErrorAnswer(error.code, randomUUID()) : undefined)
  }
}

/**
 * The answer that is still to come on a connection, to a whole request before the one that the parser refused: a refusal must not be
 * taken for it. Node names it on the socket, where its own handler of parser errors looks too.
 */
const requestBefore = (socket: Socket & { _httpMessage?: ServerResponse | null }): ServerResponse | undefined => {
  const { _httpMessage: open } = socket
  return open?.req.complete === true ? open : undefined
}

const take = (req: IncomingMessage, res: ServerResponse, expectsContinue: boolean, options: ServerOptions): void => {
  if (isAmbiguousHead(req)) return refuse(res, 'ambiguous_request')
  const route = readRoute(req.method ?? '', req.url ?? '')
  const ip = addressOf(req, options.trustProxyHops)
  switch (route.kind) {
    case 'health':
      void answerHealth(req, res, options)
      return
    case 'elsewhere':
      if (options.fallThrough === undefined) return refuse(res, 'not_found')
      if (expectsContinue) res.writeContinue()
      return options.fallThrough(req, res, route.target, {
        address: ip,
        protocol: protocolOf(req, options.trustProxyHops),
      })
    case 'nowhere':
      return refuse(res, route.code)
    case 'chat':
    case 'model':
    case 'passthrough':
    case 'protected':
      if (isForPages(route) && !isServed(req, res, options.allowedOrigins)) return
      if (options.isDraining()) return refuse(res, 'draining')
      if (options.isOverloaded()) return refuse(res, 'overloaded')
      if (/\bwebsocket\b/i.test(req.headers.upgrade ?? '')) return refuse(res, 'method_not_supported')
      options.run(new Call({ requestId: randomUUID(), at: Date.now(), req, res, route, ip, expectsContinue }))
  }
}

/** Whether a request on a route for pages goes on; otherwise it has its answer. */
const isServed = (req: IncomingMessage, res: ServerResponse, allowedOrigins: readonly string[]): boolean => {
  if (allowedOrigins.length === 0) refuse(res, 'not_found')
  else {
    const reception = receivePage(req, res, allowedOrigins)
    if (reception === 'forbidden') refuse(res, 'forbidden_origin')
    return reception === 'serve'
  }
  return false
}

const isSocketRequest = ({ method, url, headers }: IncomingMessage): boolean =>
  /^websocket$/i.test(headers.upgrade ?? '') && takesSockets(readRoute(method ?? '', url ?? ''))

type SocketRoute = Extract<Route, { kind: 'passthrough' | 'protected' }>

const takesSockets = (route: Route): route is SocketRoute =>
  (route.kind === 'passthrough' && !isForPages(route)) || route.kind === 'protected'

/** A WebSocket that is to be opened. Until it is, its socket has a response object, so that it is refused like any request. */
const takeSocket = (req: IncomingMessage, socket: Socket, head: Buffer, options: ServerOptions): void => {
  const route = readRoute(req.method ?? '', req.url ?? '')
  const res = new ServerResponse(req)
  res.shouldKeepAlive = false
  res.assignSocket(socket)
  res.on('finish', () => hangUp(socket))
  // The server's own listeners have left the socket with the upgrade.
  socket.on('error', () => undefined)
  socket.on('drain', () => res.emit('drain'))
  socket.setTimeout(0)
  // Until it is joined it is read for its end alone: a client says nothing before it is answered (RFC 6455 §4.1).
  const leave = (): void => {
    if (res.socket === socket) socket.destroy()
  }
  socket.on('data', leave).on('end', leave)
  if (options.isDraining()) return refuse(res, 'draining')
  if (options.isOverloaded()) return refuse(res, 'overloaded')
  // What comes before the first frame is cut apart differently by different servers (RFC 6455 §4.1 knows nothing there).
  const hasBody = req.headers['content-length'] !== undefined || req.headers['transfer-encoding'] !== undefined
  if (hasBody || head.length > 0 || isAmbiguousHead(req)) return refuse(res, 'ambiguous_request')
  if (req.method !== 'GET' || !takesSockets(route)) return refuse(res, 'method_not_supported')
  const ip = addressOf(req, options.trustProxyHops)
  options.run(
    new Call({ requestId: randomUUID(), at: Date.now(), req, res, route, ip, expectsContinue: false, socket }),
  )
}

type RouterCode =
  'not_found' | 'forbidden_origin' | 'method_not_supported' | 'draining' | 'overloaded' | 'ambiguous_request'

/** When to come back; undefined: a retry would change nothing. */
const RETRY_AFTER_MS: Partial<Record<RouterCode, number>> = { draining: 1000, overloaded: 2000 }

const refuse = (res: ServerResponse, code: RouterCode): void => {
  const retryAfterMs = RETRY_AFTER_MS[code]
  const failure = fault(code, 'refused by the router', retryAfterMs === undefined ? {} : { retryAfterMs })
  // After a request that may have ended elsewhere, nothing on its connection can be trusted.
  const isLast = code === 'draining' || code === 'ambiguous_request'
  writeRefusal(res, failure, randomUUID(), isLast ? ['connection', 'close'] : [])
}

const answerHealth = async (req: IncomingMessage, res: ServerResponse, options: ServerOptions): Promise<void> => {
  if (req.method !== 'GET' && req.method !== 'HEAD') return refuse(res, 'method_not_supported')
  const health = await options.health()
  if (!health.ok) {
    const failure = fault(health.code, `not healthy: ${health.failing.join(', ')}`, { retryAfterMs: 1000 })
    writeRefusal(res, failure, randomUUID(), health.code === 'draining' ? ['connection', 'close'] : [])
    return
  }
  res.writeHead(200, { 'content-type': 'application/json; charset=utf-8', 'cache-control': 'no-store' })
  res.end(JSON.stringify({ success: true, data: { status: 'ok' } }))
}

const addressOf = (req: IncomingMessage, hops: number): string => {
  const forwarded = req.headers['x-forwarded-for']
  return clientAddress(req.socket.remoteAddress, Array.isArray(forwarded) ? forwarded.join(',') : forwarded, hops)
}

const protocolOf = (req: IncomingMessage, hops: number): 'http' | 'https' =>
  hops > 0 && req.headers['x-forwarded-proto'] === 'https' ? 'https' : 'http'
