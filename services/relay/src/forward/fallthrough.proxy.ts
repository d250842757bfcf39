import { Agent, type IncomingMessage, type ServerResponse } from 'node:http'
import { fault, type Fault } from '@1relay/faults'
import { createProxyServer, type ProxyServer } from 'http-proxy-3'
import { hopByHopNames } from '../inject/index.js'

export interface FallthroughOptions {
  readonly origin: string
  /** Answers a request that got no answer from the control plane. */
  readonly onUnreachable: (res: ServerResponse, failure: Fault) => void
}

/** Who called, as the relay knows it: what X-Forwarded-For and X-Forwarded-Proto say. */
export interface Caller {
  readonly address: string
  readonly protocol: 'http' | 'https'
}

export interface Fallthrough {
  readonly forward: (req: IncomingMessage, res: ServerResponse, target: string, caller: Caller) => void
  readonly close: () => void
}

/** Passes what is no relay path on to the control plane, so that one origin serves everything. Not on the hot path. */
export const createFallthrough = ({ origin, onUnreachable }: FallthroughOptions): Fallthrough => {
  const agent = new Agent({ keepAlive: true })
  const proxy: ProxyServer = createProxyServer({ target: origin, agent, changeOrigin: false, xfwd: false })

  proxy.before('web', 'stream', restoreFraming)
  proxy.on('proxyRes', (answer, _req, res) => {
    for (const name of hopByHopNames(answer.rawHeaders)) delete answer.headers[name]
    // Without this the client's connection stays open when the other side dies in the middle (http-proxy-3 2.0.1).
    answer.on('aborted', () => res.destroy())
    answer.on('error', () => res.destroy())
  })
  proxy.on('error', (cause, _req, res) => {
    if (!('writeHead' in res) || res.headersSent) res.destroy()
    else onUnreachable(res, fault('unavailable', 'no answer from the control plane', { cause, retryAfterMs: 1000 }))
  })

  return {
    forward: (req, res, target, caller) => {
      prepare(req, target, caller)
      proxy.web(req, res)
    },
    close: () => {
      agent.destroy()
      proxy.close()
    },
  }
}

/**
 * http-proxy-3 (2.0.1) calls a DELETE or OPTIONS without a length empty and still sends its chunks: the control plane would read them as
 * requests of their own, with whatever headers the caller gave them.
 */
const restoreFraming = (req: IncomingMessage): void => {
  if (!req.rawHeaders.some((text, i) => i % 2 === 0 && text.toLowerCase() === 'transfer-encoding')) return
  delete req.headers['content-length']
  req.headers['transfer-encoding'] = 'chunked'
}

/**
 * Rewrites the request in place before it is proxied: the `proxyReq` hook does not run for requests with an Expect header, so nothing
 * may depend on it.
 */
const prepare = (req: IncomingMessage, target: string, caller: Caller): void => {
  for (const name of hopByHopNames(req.rawHeaders)) if (name !== 'transfer-encoding') delete req.headers[name]
  for (const name of Object.keys(req.headers)) {
    if (name === 'forwarded' || name === 'x-real-ip' || name.startsWith('x-forwarded-')) delete req.headers[name]
  }
  delete req.headers['expect']
  req.headers['x-forwarded-for'] = caller.address
  req.headers['x-forwarded-proto'] = caller.protocol
  if (req.headers.host !== undefined) req.headers['x-forwarded-host'] = req.headers.host
  req.url = target
}
