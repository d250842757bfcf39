import { parseProviderOrigin } from '@1relay/custody'
import type { UpstreamAuth } from './queries.js'

export const AUTH_KINDS = [
  { value: 'bearer', label: 'Bearer token', shown: 'Authorization: Bearer …' },
  { value: 'basic', label: 'Basic: user and password', shown: 'Authorization: Basic …' },
  { value: 'header', label: 'A header of its own', shown: 'a header' },
  { value: 'query', label: 'A query parameter', shown: 'a query parameter' },
  { value: 'oauth2', label: 'OAuth 2.0 client credentials', shown: 'OAuth 2.0 client credentials' },
] as const satisfies readonly { value: UpstreamAuth['kind']; label: string; shown: string }[]

/** What stands in the fields that say how an upstream is shown its credential. */
export interface AuthText {
  readonly kind: UpstreamAuth['kind']
  readonly name: string
  readonly tokenUrl: string
  readonly scope: string
  readonly audience: string
  readonly clientAuth: 'basic' | 'body'
}

export const NO_AUTH: AuthText = {
  kind: 'bearer',
  name: '',
  tokenUrl: '',
  scope: '',
  audience: '',
  clientAuth: 'basic',
}

export type AuthProblem = Readonly<Partial<Record<'name' | 'tokenUrl' | 'scope' | 'audience', string>>>

type Read<Value, Problem> =
  { readonly ok: true; readonly value: Value } | { readonly ok: false; readonly problems: Problem }

/** The fields of an `UpstreamAuth`. */
export const textOfAuth = (auth: UpstreamAuth | null): AuthText => ({ ...NO_AUTH, ...auth })

/** A way of authentication as the contract takes it, or a sentence for each field that is wrong. */
export const parseAuth = (text: AuthText): Read<UpstreamAuth, AuthProblem> => {
  switch (text.kind) {
    case 'bearer':
    case 'basic':
      return { ok: true, value: { kind: text.kind } }
    case 'header':
    case 'query': {
      const name = text.name.trim()
      if (!/^[A-Za-z0-9_.-]{1,64}$/.test(name)) {
        return { ok: false, problems: { name: 'Letters, digits, dots, dashes and underscores, such as x-api-key.' } }
      }
      return { ok: true, value: { kind: text.kind, name } }
    }
    case 'oauth2':
      return parseOAuth2(text)
  }
}

const parseOAuth2 = (text: AuthText): Read<UpstreamAuth, AuthProblem> => {
  const [scope, audience] = [text.scope.trim(), text.audience.trim()]
  const tokenUrl = parseTokenUrl(text.tokenUrl)
  if (tokenUrl === undefined) {
    return { ok: false, problems: { tokenUrl: 'An https address, such as https://auth.example.com/oauth/token.' } }
  }
  if (scope !== '' && !/^[\x21\x23-\x5b\x5d-\x7e]+( [\x21\x23-\x5b\x5d-\x7e]+)*$/.test(scope)) {
    return { ok: false, problems: { scope: 'Scopes with one space between them.' } }
  }
  if (/[^\x21-\x7e]/.test(audience)) return { ok: false, problems: { audience: 'No spaces and no accented letters.' } }
  const { kind, clientAuth } = { kind: 'oauth2' as const, clientAuth: text.clientAuth }
  return { ok: true, value: { kind, tokenUrl, clientAuth, ...(scope && { scope }), ...(audience && { audience }) } }
}

// In the one spelling that a URL parser gives back: what is sealed is compared letter by letter.
const parseTokenUrl = (text: string): string | undefined => {
  try {
    const url = new URL(text.trim())
    const isPlain = url.protocol === 'https:' && url.username === '' && url.password === '' && url.hash === ''
    return isPlain && !/[{}]|%7B|%7D/i.test(url.href) ? url.href : undefined
  } catch {
    return undefined
  }
}

/** Where a key goes: the origin of a typed address, with the customer's own part in place. */
export const parseUpstream = (address: string, tenant: string): string | undefined => {
  if (address.includes('{tenant}') && !/^[a-z0-9]([a-z0-9-]*[a-z0-9])?$/i.test(tenant.trim())) return undefined
  return parseProviderOrigin(address.replaceAll('{tenant}', tenant.trim()))
}

/** The label of an environment; undefined when there is none, null when it cannot be one. */
export const parseEnvironment = (text: string): string | undefined | null => {
  const label = text.trim().toLowerCase()
  if (label === '') return undefined
  return /^[a-z0-9][a-z0-9._-]{0,29}$/.test(label) ? label : null
}

export const ENVIRONMENT_PROBLEM = 'Up to 30 small letters, digits, dots, dashes and underscores, such as production.'

/** How an upstream is shown its credential, in words. */
export const authInWords = (auth: UpstreamAuth): string => {
  switch (auth.kind) {
    case 'header':
      return `Header ${auth.name}`
    case 'query':
      return `Query parameter ${auth.name}`
    case 'oauth2':
      return `OAuth 2.0 client credentials from ${new URL(auth.tokenUrl).host}`
    default:
      return AUTH_KINDS.find(({ value }) => value === auth.kind)?.shown ?? auth.kind
  }
}
