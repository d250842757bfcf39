import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'

const SDK = join(__dirname, '../../../sdks/link/dist/index.js')

const PAGE = `<!doctype html><html lang="en"><title>A host page</title><button>Connect</button><pre></pre>
<script type="module">
  import { OneRelay } from '/sdk.js'
  // Before anything else reads the address: after a redirect the ending is in it.
  const back = OneRelay.resume()
  const { token, apiBaseUrl, mode } = Object.fromEntries(new URLSearchParams(location.hash.slice(1)))
  const show = (what) => { document.querySelector('pre').textContent = JSON.stringify(what) }
  if (back) show(back.outcome === 'success' ? { success: back } : { exit: back.error })
  const handler = back ? undefined : OneRelay.create({
    token, apiBaseUrl, mode,
    onSuccess: (success) => show({ success }),
    onExit: (error, metadata) => show({ exit: error, metadata }),
  })
  document.querySelector('button').onclick = () => handler.open()
</script></html>`

export interface HostPage {
  origin: string
  close(): void
}

/** The page of somebody's app: a button that opens Link by the published SDK, and what came of it. */
export const serveHostPage = async (): Promise<HostPage> => {
  const server = createServer((request, response) => {
    const isSdk = request.url === '/sdk.js'
    response.setHeader('content-type', isSdk ? 'text/javascript' : 'text/html')
    response.end(isSdk ? readFileSync(SDK) : PAGE)
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  return { origin: `http://localhost:${(server.address() as AddressInfo).port}`, close: () => void server.close() }
}
