import type { Dialect, ProviderError } from './dialect.js'

type Headers = Readonly<Record<string, string | string[] | undefined>>

/** Whether a request may be answered, and which failure its key asks for. */
export type CredentialVerdict = { ok: true } | { ok: false; error: ProviderError }

const ourToken = /(?:^|[^a-z])(?:1r_[a-z]{2,3}_|rk_(?:app|agent|person|vendor|proxy|mgmt)_)/

const carriesOurToken = (headers: Headers, target: string): boolean =>
  [target, ...Object.values(headers).flat()].some((value) => value !== undefined && ourToken.test(value))

const bearer = (headers: Headers): string | undefined =>
  /^Bearer +(\S+)$/i.exec(String(headers['authorization'] ?? ''))?.[1]

const named = (headers: Headers, name: string): string | undefined => headers[name]?.toString().trim() || undefined

// Anthropic and Google take their own header on their OpenAI-shaped endpoints as well.
const keyOf = (dialect: Dialect, headers: Headers, target: string): string | undefined => {
  switch (dialect) {
    case 'anthropic':
      return named(headers, 'x-api-key')
    case 'google':
      return named(headers, 'x-goog-api-key') ?? /[?&]key=([^&]+)/.exec(target)?.[1]
    case 'openai':
      return bearer(headers) ?? named(headers, 'x-api-key') ?? named(headers, 'x-goog-api-key')
  }
}

const refused = (status: number, type: string, message: string): CredentialVerdict => ({
  ok: false,
  error: { status, type, message },
})

const asked: Record<string, () => CredentialVerdict> = {
  '401': () => refused(401, 'authentication_error', 'The sandbox key asks for a 401.'),
  '429': () => refused(429, 'rate_limit_error', 'The sandbox key asks for a 429.'),
  '500': () => refused(500, 'api_error', 'The sandbox key asks for a 500.'),
  '503': () => refused(503, 'overloaded_error', 'The sandbox key asks for a 503.'),
}

/** Judges the credential of a request; `target` is its path with the query. A key that contains `sandbox-429` gets a 429, and so on. */
export const judgeCredential = (dialect: Dialect, headers: Headers, target: string): CredentialVerdict => {
  if (carriesOurToken(headers, target))
    return refused(401, 'authentication_error', 'A 1Relay token reached the provider. It must never leave the relay.')
  const key = keyOf(dialect, headers, target)
  if (!key) return refused(401, 'authentication_error', 'You did not provide an API key where this provider takes it.')
  const wish = /sandbox-(\d{3})/.exec(key)?.[1] ?? ''
  return asked[wish]?.() ?? { ok: true }
}
