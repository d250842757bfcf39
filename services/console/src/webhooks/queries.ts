import type { components } from '@1relay/contracts'
import { queryOptions } from '@tanstack/react-query'
import { type ApiClient, read } from '../api/index.js'

export type Webhook = components['schemas']['Webhook']
export type Delivery = components['schemas']['WebhookDelivery']

/** What happens to whom is told. */
export type WebhookOwner =
  { readonly kind: 'app'; readonly clientId: string } | { readonly kind: 'workspace'; readonly workspaceId: string }

/** The webhooks of one owner. Everything rejects with a ProblemError. */
export interface Webhooks {
  /** What is known of them in the query cache. */
  readonly key: readonly [string, string]
  readonly list: () => Promise<Webhook[]>
  /** Gives the signing secret, which nobody can ask for again. */
  readonly create: (url: string) => Promise<string>
  readonly remove: (webhookId: string) => Promise<true>
  readonly test: (webhookId: string) => Promise<Delivery>
  readonly deliveries: (webhookId: string) => Promise<Delivery[]>
}

export const webhooksOf = (client: ApiClient, owner: WebhookOwner): Webhooks =>
  owner.kind === 'app' ? ofApp(client, owner.clientId) : ofWorkspace(client, owner.workspaceId)

// Twice the same, because the client knows what an address takes by the address as it is written.
const ofApp = (client: ApiClient, clientId: string): Webhooks => {
  const all = '/v1/apps/{clientId}/webhooks'
  const one = `${all}/{webhookId}` as const
  const params = { path: { clientId } }
  const paramsOf = (webhookId: string) => ({ path: { clientId, webhookId } })
  return {
    key: ['webhooks', clientId],
    list: () => read(client.GET(all, { params }), ({ data }) => data.webhooks),
    create: (url) => read(client.POST(all, { params, body: { url } }), ({ data }) => data.secret),
    remove: (id) => read(client.DELETE(one, { params: paramsOf(id) }), () => true as const),
    test: (id) => read(client.POST(`${one}/test`, { params: paramsOf(id) }), ({ data }) => data.delivery),
    deliveries: (id) => read(client.GET(`${one}/deliveries`, { params: paramsOf(id) }), ({ data }) => data.deliveries),
  }
}

const ofWorkspace = (client: ApiClient, workspaceId: string): Webhooks => {
  const all = '/v1/workspaces/{workspaceId}/webhooks'
  const one = `${all}/{webhookId}` as const
  const params = { path: { workspaceId } }
  const paramsOf = (webhookId: string) => ({ path: { workspaceId, webhookId } })
  return {
    key: ['webhooks', workspaceId],
    list: () => read(client.GET(all, { params }), ({ data }) => data.webhooks),
    create: (url) => read(client.POST(all, { params, body: { url } }), ({ data }) => data.secret),
    remove: (id) => read(client.DELETE(one, { params: paramsOf(id) }), () => true as const),
    test: (id) => read(client.POST(`${one}/test`, { params: paramsOf(id) }), ({ data }) => data.delivery),
    deliveries: (id) => read(client.GET(`${one}/deliveries`, { params: paramsOf(id) }), ({ data }) => data.deliveries),
  }
}

/** In the order in which they were made. */
export const webhooksQuery = ({ key, list }: Webhooks) => queryOptions({ queryKey: [...key, 'list'], queryFn: list })

/** What was sent to one of them lately, newest first; asked for anew whenever somebody looks. */
export const deliveriesQuery = ({ key, deliveries }: Webhooks, webhookId: string) =>
  queryOptions({
    queryKey: [...key, 'deliveries', webhookId],
    queryFn: () => deliveries(webhookId),
    staleTime: 0,
  })
