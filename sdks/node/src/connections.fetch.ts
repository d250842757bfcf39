import type { components, operations } from '@1relay/contracts'
import { type Api, dataOf } from './api.fetch.js'
import { eachItem } from './pages.js'
import { assertId, type CallOptions } from './settings.js'

/** What one person granted to your app: providers, budgets with what is spent of them (micro-dollars), limits, models, and whether it still holds. Times are ISO 8601. */
export type Connection = components['schemas']['Connection']
/** A page of connections; `nextCursor` asks for the next one and is null at the end. */
export type ConnectionPage = components['schemas']['ConnectionListAnswer']['data']
/** Which connections, and which page of them: `status`, `cursor` of the page before, `pageSize` (1 to 200, default 50). */
export type ConnectionFilter = NonNullable<operations['listConnections']['parameters']['query']>

/** What people granted to your app. */
export interface Connections {
  /** One page, newest first. */
  list(filter?: ConnectionFilter, options?: CallOptions): Promise<ConnectionPage>
  /** All of them, newest first, page by page as you go. */
  iterate(filter?: Omit<ConnectionFilter, 'cursor'>, options?: CallOptions): AsyncGenerator<Connection, void>
  /** One connection, with what is spent of each budget. Rejects with a NotFoundError. */
  get(connectionId: string, options?: CallOptions): Promise<Connection>
  /** Ends a connection. Once this has resolved, no call with its token is let through, and open streams are cut. */
  revoke(connectionId: string, options?: CallOptions): Promise<void>
}

export const makeConnections = ({ client, via }: Api): Connections => {
  const requestFor = (connectionId: string, options: CallOptions | undefined) => {
    assertId(connectionId, 'connectionId')
    return { params: { path: { connectionId } }, fetch: via(options) }
  }
  const list: Connections['list'] = async (filter = {}, options) =>
    dataOf(await client.GET('/v1/connections', { params: { query: filter }, fetch: via(options) }))
  return {
    list,
    iterate: (filter = {}, options) =>
      eachItem(
        (cursor) => list({ ...filter, ...(cursor && { cursor }) }, options),
        (page) => page.connections,
      ),
    get: async (connectionId, options) =>
      dataOf(await client.GET('/v1/connections/{connectionId}', requestFor(connectionId, options))).connection,
    revoke: async (connectionId, options) => {
      await client.DELETE('/v1/connections/{connectionId}', requestFor(connectionId, options))
    },
  }
}
