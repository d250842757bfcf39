import type { components } from '@1relay/contracts'
import { infiniteQueryOptions } from '@tanstack/react-query'
import { type ApiClient, read } from '../../api/index.js'

export type TrustedIp = components['schemas']['TrustedIp']

export const trustedIpsKey = (workspaceId: string) => ['trusted-ips', workspaceId] as const

const PAGE_SIZE = 100

/** Trusted addresses, newest first, page by page; of one holder, when an address is given. */
export const trustedIpsQuery = (client: ApiClient, workspaceId: string, holderEmail: string | undefined) =>
  infiniteQueryOptions({
    queryKey: [...trustedIpsKey(workspaceId), holderEmail],
    initialPageParam: undefined as string | undefined,
    queryFn: ({ pageParam: cursor }) =>
      read(
        client.GET('/v1/workspaces/{workspaceId}/trusted-ips', {
          params: {
            path: { workspaceId },
            query: {
              pageSize: PAGE_SIZE,
              ...(holderEmail && { holderEmail }),
              ...(cursor === undefined ? {} : { cursor }),
            },
          },
        }),
        ({ data }) => data,
      ),
    getNextPageParam: ({ nextCursor }) => nextCursor ?? undefined,
  })
