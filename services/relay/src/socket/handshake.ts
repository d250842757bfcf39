import { responseHeaders } from '../inject/index.js'
import { hasDisposableKey } from '../route/index.js'

/** Browsers cannot set headers on a WebSocket: OpenAI's clients put the key into a subprotocol of this name. */
export const TOKEN_SUBPROTOCOL = 'openai-insecure-api-key.'

/** Whether a socket's frames say what they cost: sessions of the Realtime API that name their model in the query. */
export const isReadable = (dialect: string | null, path: string, model: string | null): boolean =>
  dialect === 'openai' && path.endsWith('/realtime') && model !== null

/**
 * The handshake headers that go on: without a token's subprotocol, and without extensions. permessage-deflate would hide what a
 * session costs, and a credential that comes back.
 */
export const upgradeHeaders = (rawHeaders: readonly string[]): string[] => {
  const headers: string[] = []
  for (let i = 0; i + 1 < rawHeaders.length; i += 2) {
    const [name, value] = [rawHeaders[i] as string, rawHeaders[i + 1] as string]
    const lower = name.toLowerCase()
    if (lower === 'sec-websocket-extensions') continue
    if (lower !== 'sec-websocket-protocol') {
      headers.push(name, value)
      continue
    }
    const kept = value.split(',').map((protocol) => protocol.trim())
    const others = kept.filter((protocol) => !protocol.startsWith(TOKEN_SUBPROTOCOL) && !hasDisposableKey(protocol))
    if (others.length > 0) headers.push(name, others.join(', '))
  }
  return headers
}

/** The head of a 101 answer: the upstream's headers and our own. */
export const switchingHead = (rawHeaders: readonly string[], added: readonly string[]): string => {
  const pairs = responseHeaders(rawHeaders, added, { mayTrail: false, isForPage: false })
  let head = 'HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n'
  for (let i = 0; i + 1 < pairs.length; i += 2) head += `${pairs[i]}: ${pairs[i + 1]}\r\n`
  return `${head}\r\n`
}
