import type { components } from '@1relay/contracts'
import { queryOptions } from '@tanstack/react-query'
import { type ApiClient, read } from '../../api/index.js'

export type Member = components['schemas']['Member']
export type Invitation = components['schemas']['Invitation']
export type ClaimedDomain = components['schemas']['ClaimedDomain']
export type MemberRole = components['schemas']['MemberRole']

/** Everything that is known of the people of a workspace. */
export const peopleKey = (workspaceId: string) => ['people', workspaceId] as const

export const membersQuery = (client: ApiClient, workspaceId: string) =>
  queryOptions({
    queryKey: [...peopleKey(workspaceId), 'members'],
    queryFn: () =>
      read(
        client.GET('/v1/workspaces/{workspaceId}/members', { params: { path: { workspaceId } } }),
        ({ data }) => data.members,
      ),
  })

export const invitationsQuery = (client: ApiClient, workspaceId: string) =>
  queryOptions({
    queryKey: [...peopleKey(workspaceId), 'invitations'],
    queryFn: () =>
      read(
        client.GET('/v1/workspaces/{workspaceId}/invitations', { params: { path: { workspaceId } } }),
        ({ data }) => data.invitations,
      ),
  })

export const domainsQuery = (client: ApiClient, workspaceId: string) =>
  queryOptions({
    queryKey: [...peopleKey(workspaceId), 'domains'],
    queryFn: () =>
      read(
        client.GET('/v1/workspaces/{workspaceId}/domains', { params: { path: { workspaceId } } }),
        ({ data }) => data.domains,
      ),
  })
