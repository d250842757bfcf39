import type { components } from '@1relay/contracts'
import { type ApiClient, pagedQuery, read } from '../../api/index.js'

export type TrustedIp = components['schemas']['TrustedIp']

export const trustedIpsKey = (workspaceId: string) => ['trusted-ips', workspaceId] as const

const PAGE_SIZE = 100

/** Trusted addresses, newest first, page by page; of one holder, when an address is given. */
export const trustedIpsQuery = (client: ApiClient, workspaceId: string, holderEmail: string | undefined) =>
  pagedQuery([...trustedIpsKey(workspaceId), holderEmail], PAGE_SIZE, (page) =>
    read(
      client.GET('/v1/workspaces/{workspaceId}/trusted-ips', {
        params: { path: { workspaceId }, query: { ...page, ...(holderEmail && { holderEmail }) } },
      }),
      ({ data }) => data,
    ),
  )
