import { findProvider, type Provider, PROVIDERS } from '@1relay/contracts'
import { fault, invalidField } from '@1relay/faults'
import type { Grant } from '../grants/index.js'

/** The upstream that names nobody yet: a key without an address goes nowhere until its first use says where (`pin`). */
export const UNPINNED = 'openai-compatible'

const KEY_MIN = 10
// Parsers take backslashes, blanks and missing slashes for different things.
const BASE_URL = /^https:\/\/[\x21-\x5b\x5d-\x7e]+$/i

/** What a page sends for a key. */
export interface KeyOrder {
  readonly key?: string
  readonly api_key?: string
  readonly base_url?: string
  readonly sealed?: { readonly iv: string; readonly ciphertext: string }
}

/** The catalogue entry of a slug, or an `invalid_request` fault that names those there are. */
export const providerOf = (slug: string): Provider => {
  const provider = findProvider(slug)
  if (provider !== undefined) return provider
  const problem = `is not one of ${PROVIDERS.map((known) => known.slug).join(', ')}`
  throw fault('provider_unknown', 'a key of no provider', { details: [{ field: 'provider', problem }] })
}

/** What the AAD of a key names: the slug, or for a provider without an address the origin of `baseUrl`; `UNPINNED` without one. */
export const upstreamOf = ({ slug, origin }: Provider, baseUrl: string | undefined): string => {
  if (origin !== null) return slug
  return baseUrl === undefined ? UNPINNED : originOf(baseUrl)
}

/** The https origin of an address without user and password; `invalid_request` for anything else. Whether it is a public one is judged when it is dialled. */
export const originOf = (baseUrl: string): string => {
  const url = BASE_URL.test(baseUrl) ? URL.parse(baseUrl) : null
  const isUsable = url?.protocol === 'https:' && url.username === '' && url.password === ''
  if (!isUsable) throw invalidField('x-relay-base-url', 'must be an https address without user and password')
  return url.origin
}

/** The key without the blanks of a paste; `invalid_request` for what can be none. */
export const keyOf = ({ key, api_key }: KeyOrder): string => {
  const text = (key ?? api_key)?.trim() ?? ''
  // What a header cannot carry would be refused at every call.
  if (text.length < KEY_MIN || !/^[\x21-\x7e]+$/.test(text)) throw invalidField('/key', 'must be an API key')
  return text
}

/** Slugs of the providers that a grant has a key of: custom origins count as `openai-compatible`. */
export const slugsOf = ({ credentials }: Grant): string[] => [
  ...new Set(credentials.map(({ upstream }) => slugOf(upstream))),
]

/** The slug of the catalogue for what an AAD names. */
export const slugOf = (upstream: string): string => (upstream.startsWith('https://') ? UNPINNED : upstream)

/** The grant with this key in place of every other one of its provider; without it if there is none. */
export const withKey = (
  grant: Grant,
  slug: string,
  sealed?: { readonly upstream: string; readonly iv: string; readonly ciphertext: string },
): Grant => {
  const kept = grant.credentials.filter(({ upstream }) => slugOf(upstream) !== slug)
  const credentials = sealed === undefined ? kept : [...kept, { custody: 'token' as const, ...sealed }]
  // Those of now alone: anybody registers, and could name another address with every key.
  const providers = credentials.map(({ upstream }) => upstream)
  return { ...grant, version: grant.version + 1, credentials, providers }
}
