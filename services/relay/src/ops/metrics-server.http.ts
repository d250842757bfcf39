import { createServer, type Server } from 'node:http'
import type { Metrics } from './metrics.prom.js'

/** The metrics listener: `GET /metrics` and nothing else, on a port of its own that operators keep private. */
export const createMetricsServer = (metrics: Metrics): Server =>
  createServer((req, res) => {
    if (req.method !== 'GET' || req.url !== '/metrics') {
      res.writeHead(404).end()
      return
    }
    metrics
      .expose()
      .then(({ type, text }) => res.writeHead(200, { 'content-type': type }).end(text))
      .catch(() => res.writeHead(500).end())
  })
