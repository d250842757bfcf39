import { queryOptions } from '@tanstack/react-query'
import { type ApiClient, read } from '../api/index.js'

export const VAULT_KEY = ['vault'] as const

/** The wrapped vault key; fails with `not_found` when there is no vault yet. */
export const vaultQuery = (client: ApiClient) =>
  queryOptions({
    queryKey: VAULT_KEY,
    queryFn: () => read(client.GET('/v1/vault'), ({ data }) => data),
  })
