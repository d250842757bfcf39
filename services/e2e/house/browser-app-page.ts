import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'

const SDK = join(__dirname, '../../../sdks/browser/dist/index.js')

const PAGE = `<!doctype html><html lang="en"><title>An app without a server</title><link rel="icon" href="data:,">
<script type="module">
  import { createClient } from '/sdk.js'
  window.createClient = createClient
</script></html>`

export interface AppPage {
  /** By name and by address: two origins. */
  readonly origin: string
  readonly otherOrigin: string
  close(): void
}

/** The page of an app that has no server of its own, with the published client. */
export const serveAppPage = async (): Promise<AppPage> => {
  const server = createServer((request, response) => {
    const isSdk = request.url === '/sdk.js'
    response.setHeader('content-type', isSdk ? 'text/javascript' : 'text/html')
    response.end(isSdk ? readFileSync(SDK) : PAGE)
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  return {
    origin: `http://localhost:${port}`,
    otherOrigin: `http://127.0.0.1:${port}`,
    close: () => void server.close(),
  }
}
