import { queryOptions } from '@tanstack/react-query'
import { type ApiClient, read } from '../api/index.js'

export const VAULT_KEY = ['vault'] as const

/** The wrapped vault key. Ask it only of an account that has a vault (`hasVault`). */
export const vaultQuery = (client: ApiClient) =>
  queryOptions({
    queryKey: VAULT_KEY,
    queryFn: () => read(client.GET('/v1/vault'), ({ data }) => data),
  })
