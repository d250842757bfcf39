import { spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { extname, join } from 'node:path'

const ROOT = join(__dirname, '../../..')
const TYPES: Readonly<Record<string, string>> = { '.html': 'text/html', '.js': 'text/javascript', '.css': 'text/css' }

/** The example for apps without a server, built for a relay and served from an origin of its own. */
export const serveBuiltExample = async (relayUrl: string): Promise<{ origin: string; close(): void }> => {
  const folder = mkdtempSync(join(tmpdir(), '1relay-example-'))
  const args = [join(ROOT, 'node_modules/vite/bin/vite.js'), 'build', '--outDir', folder, '--logLevel', 'error']
  const env = { ...process.env, NODE_ENV: 'production', NODE_OPTIONS: '', VITE_RELAY_URL: relayUrl }
  const built = spawnSync(process.execPath, args, { cwd: join(ROOT, 'sdks/example-browser'), encoding: 'utf8', env })
  if (built.status !== 0) throw new Error(built.stderr)
  const server = createServer((request, response) => {
    const name = request.url === '/' ? '/index.html' : (request.url ?? '')
    response.setHeader('content-type', TYPES[extname(name)] ?? 'text/plain')
    response.end(readFileSync(join(folder, name)))
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  return {
    origin: `http://localhost:${(server.address() as AddressInfo).port}`,
    close: () => {
      server.close()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}
