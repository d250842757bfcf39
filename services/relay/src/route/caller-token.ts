/** The three places from which official clients send their key, so that base URL and key are all one changes. */
export const TOKEN_HEADERS: ReadonlySet<string> = new Set(['authorization', 'x-api-key', 'x-goog-api-key'])

export type CallerToken =
  | { readonly ok: true; readonly text: string }
  | { readonly ok: false; readonly code: 'invalid_token' | 'ambiguous_request' }

/**
 * The one bearer string of a request, from its raw header pairs. Two of them are refused: nobody could say which one counts.
 * `subprotocol`: the prefix under which a WebSocket from a browser names it, since browsers set no headers there.
 */
export const readCallerToken = (rawHeaders: readonly string[], subprotocol?: string): CallerToken => {
  let found: string | undefined
  for (let i = 0; i + 1 < rawHeaders.length; i += 2) {
    const name = (rawHeaders[i] as string).toLowerCase()
    if (subprotocol !== undefined && name === 'sec-websocket-protocol') {
      for (const protocol of (rawHeaders[i + 1] as string).split(',').map((one) => one.trim())) {
        if (!protocol.startsWith(subprotocol)) continue
        if (found !== undefined) return { ok: false, code: 'ambiguous_request' }
        found = protocol.slice(subprotocol.length)
      }
    }
    if (!TOKEN_HEADERS.has(name)) continue
    if (found !== undefined) return { ok: false, code: 'ambiguous_request' }
    found = name === 'authorization' ? bearerOf(rawHeaders[i + 1] as string) : (rawHeaders[i + 1] as string).trim()
  }
  return found === undefined || found === '' ? { ok: false, code: 'invalid_token' } : { ok: true, text: found }
}

/** The token of a Bearer credential; the scheme's name is case-insensitive (RFC 9110 §11.1). Other schemes give ''. */
const bearerOf = (value: string): string => /^bearer +(\S+) *$/i.exec(value)?.[1] ?? ''
