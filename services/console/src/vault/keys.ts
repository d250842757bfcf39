import { queryOptions, useQuery } from '@tanstack/react-query'
import type { StoredKey } from '@1relay/custody'
import { type ApiClient, type Provider, providersQuery, read } from '../api/index.js'
import { useClient } from '../wiring/index.js'

export const KEYS_KEY = ['keys'] as const

/** The sealed keys of the vault. Ciphertext, so it may lie in the cache. */
export const keysQuery = (client: ApiClient) =>
  queryOptions({
    queryKey: KEYS_KEY,
    queryFn: () => read(client.GET('/v1/keys'), ({ data }) => data.keys),
  })

/** What to call a provider: the catalogue's name, or the host of a custom one. */
export const useProviderName = (): ((slug: string) => string) => {
  const { data: providers = [] } = useQuery(providersQuery(useClient()))
  return (slug) => providerName(slug, providers)
}

export const providerName = (slug: string, providers: readonly Provider[]): string =>
  providers.find((provider) => provider.slug === slug)?.name ?? slug.replace(/^https:\/\//, '')

export interface KeysOfProvider {
  readonly provider: string
  readonly keys: readonly StoredKey[]
}

/** Keys by provider, in the order in which each provider came first. */
export const byProvider = (keys: readonly StoredKey[]): KeysOfProvider[] =>
  [...new Set(keys.map(({ provider }) => provider))].map((provider) => ({
    provider,
    keys: keys.filter((key) => key.provider === provider),
  }))

/** A label that is not taken yet: `default`, `default 2` … */
export const freeLabel = (provider: string, keys: readonly { provider: string; label: string }[]): string => {
  const taken = new Set(keys.filter((key) => key.provider === provider).map(({ label }) => label))
  if (!taken.has('default')) return 'default'
  let number = 2
  while (taken.has(`default ${number}`)) number++
  return `default ${number}`
}
