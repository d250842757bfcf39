import type { IssuedKey } from './queries.js'

/** A first call with a new key, and the base URL that official clients take. */
export interface FirstCall {
  readonly curl: string
  readonly baseUrl: string
}

type Issued = Pick<IssuedKey, 'token' | 'baseUrl'> & {
  readonly key: Pick<IssuedKey['key'], 'paths' | 'methods' | 'models'>
}

const hasBody = (method: string): boolean => ['POST', 'PUT', 'PATCH'].includes(method)
// Official clients of these begin at the root; those of the other AI providers put paths behind /v1, as OpenAI's do.
const AT_ROOT = ['anthropic', 'google']

/**
 * The line to paste into a shell. What a glob leaves open is for the person to type over, and so is the body of a call that nobody here
 * knows.
 */
export const firstCall = ({ key, token, baseUrl }: Issued, upstream: string | undefined): FirstCall => {
  const path = (key.paths[0] ?? '/').replaceAll('/**', '').replaceAll('*', 'ID').replaceAll("'", '%27') || '/'
  const question = key.methods.includes('POST') ? chatBody(path, key.models) : undefined
  const method =
    question === undefined && key.methods.includes('GET')
      ? 'GET'
      : (key.methods.find(hasBody) ?? key.methods[0] ?? 'GET')
  const lines = [
    `curl ${method === 'GET' ? '' : `-X ${method} `}'${baseUrl}${path}'`,
    `  -H 'Authorization: Bearer ${token}'`,
    ...(hasBody(method) ? [`  -H 'Content-Type: application/json'`, `  -d '${question ?? '{}'}'`] : []),
  ]
  const isBehindVersion = upstream !== undefined && !upstream.startsWith('https://') && !AT_ROOT.includes(upstream)
  return { curl: lines.join(' \\\n'), baseUrl: isBehindVersion ? `${baseUrl}/v1` : baseUrl }
}

/** A short question, where the path is known to take one. */
const chatBody = (path: string, models: readonly string[] | null): string | undefined => {
  if (!path.endsWith('/chat/completions')) return undefined
  const model = models?.find((name) => !name.includes('*')) ?? 'gpt-4o-mini'
  return JSON.stringify({ model, max_tokens: 50, messages: [{ role: 'user', content: 'Say hello.' }] })
}
