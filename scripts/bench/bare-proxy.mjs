// Usage: node scripts/bench/bare-proxy.mjs <port> <upstream port>
// http-proxy-3 and nothing else: a keep-alive agent to the upstream, no token, no limit, no meter.
import { createRequire } from 'node:module'
import { Agent, createServer } from 'node:http'

// The relay's own copy: what is compared is the version that the relay would use.
const { createProxyServer } = createRequire(new URL('../../services/relay/package.json', import.meta.url))(
  'http-proxy-3',
)

const [port, upstream] = process.argv.slice(2).map(Number)
const agent = new Agent({ keepAlive: true, maxSockets: Infinity })
const proxy = createProxyServer({ target: `http://127.0.0.1:${upstream}`, agent })
proxy.on('error', (_, __, res) => res.destroy())
createServer((req, res) => proxy.web(req, res)).listen(port, '127.0.0.1', 4096)
process.on('SIGTERM', () => process.exit(0))
