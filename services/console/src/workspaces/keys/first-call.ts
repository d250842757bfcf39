import type { IssuedKey } from './queries.js'

/** A first call with a new key, and the base URL that official clients take. */
export interface FirstCall {
  readonly curl: string
  readonly baseUrl: string
}

/**
 * The line to paste into a shell. Globs become something that can be typed over; where anything but a GET is allowed only, the body is
 * for the person to fill in.
 */
export const firstCall = ({ key, token, baseUrl }: IssuedKey, upstream: string | undefined): FirstCall => {
  const path = (key.paths[0] ?? '/').replaceAll('/**', '').replaceAll('*', 'ID') || '/'
  const method = key.methods.includes('GET') ? 'GET' : (key.methods[0] ?? 'GET')
  const lines = [
    `curl ${method === 'GET' ? '' : `-X ${method} `}'${baseUrl}${path}'`,
    `  -H 'Authorization: Bearer ${token}'`,
    ...(['POST', 'PUT', 'PATCH'].includes(method) ? [`  -H 'Content-Type: application/json'`, `  -d '{}'`] : []),
  ]
  // OpenAI's clients and their kin put paths behind /v1; all others begin at the root.
  const hasVersion =
    upstream !== undefined && !upstream.startsWith('https://') && upstream !== 'anthropic' && upstream !== 'google'
  return { curl: lines.join(' \\\n'), baseUrl: hasVersion ? `${baseUrl}/v1` : baseUrl }
}
