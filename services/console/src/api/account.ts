import type { components } from '@1relay/contracts'
import { queryOptions } from '@tanstack/react-query'
import type { ApiClient } from './client.js'
import { read } from './read.js'

export type Account = components['schemas']['Account']

export const ACCOUNT_KEY = ['account'] as const

/** Who is signed in; fails with `unauthenticated` when nobody is. */
export const accountQuery = (client: ApiClient) =>
  queryOptions({
    queryKey: ACCOUNT_KEY,
    queryFn: () => read(client.GET('/v1/account'), ({ data }) => data.account),
    staleTime: 60_000,
  })
