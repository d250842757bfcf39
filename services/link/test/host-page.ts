import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'

export interface HostPage {
  readonly origin: string
  stop(): Promise<void>
}

// What an SDK does, in its smallest form, written from the protocol: so that the page is tested against the protocol.
const script = `
  const nonce = '0123456789abcdef0123456789abcdef'
  window.messages = []
  window.openLink = ({ base, id, token, theme, mode, claim }) => {
    const url = base + '/link/' + id + '#origin=' + encodeURIComponent(claim ?? location.origin) + '&nonce=' + nonce + '&mode=' + mode
    let page
    addEventListener('message', (event) => {
      if (event.source !== page || event.origin !== base || event.data.nonce !== nonce) return
      window.messages.push(event.data)
      if (event.data.type === 'ready') page.postMessage({ source: '1relay-link', nonce, type: 'init', token, theme }, base)
      if (event.data.type === 'exit') document.querySelector('iframe')?.remove()
    })
    if (mode === 'window') { page = window.open(url, '', 'popup,width=480,height=760'); return }
    const frame = document.createElement('iframe')
    frame.title = 'Link'
    frame.allow = 'publickey-credentials-get; clipboard-write'
    frame.src = url
    document.body.append(frame)
    page = frame.contentWindow
  }
`
const html = `<!doctype html><html lang="en"><meta name="color-scheme" content="light dark"><title>Host</title><style>
  body { margin: 0; background: #94a3b8 } iframe { position: fixed; inset: 0; width: 100%; height: 100%; border: 0; color-scheme: light dark }
</style><p>The app</p><script>${script}</script></html>`

/** An app's page, on an origin of its own. */
export const startHostPage = async (): Promise<HostPage> => {
  const server = createServer((_request, response) =>
    response.writeHead(200, { 'content-type': 'text/html; charset=utf-8' }).end(html),
  ).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  return {
    origin: `http://localhost:${port}`,
    stop: async () => {
      server.closeAllConnections()
      server.close()
      await once(server, 'close')
    },
  }
}
