import type { components, operations } from '@1relay/contracts'
import { type Api, dataOf } from './api.fetch.js'
import { eachItem } from './pages.js'
import { assertId, type CallOptions } from './settings.js'

export type Connection = components['schemas']['Connection']
export type ConnectionPage = components['schemas']['ConnectionListAnswer']['data']
export type ConnectionFilter = NonNullable<operations['listConnections']['parameters']['query']>

/** What people granted to your app. */
export class Connections {
  readonly #api: Api

  constructor(api: Api) {
    this.#api = api
  }

  /** One page, newest first. */
  async list(filter: ConnectionFilter = {}, options?: CallOptions): Promise<ConnectionPage> {
    const request = { params: { query: filter }, fetch: this.#api.via(options) }
    return dataOf(await this.#api.client.GET('/v1/connections', request))
  }

  /** All of them, newest first, page by page as you go. */
  iterate(filter: Omit<ConnectionFilter, 'cursor'> = {}, options?: CallOptions): AsyncGenerator<Connection, void> {
    const find = (cursor: string | undefined) => this.list({ ...filter, ...(cursor && { cursor }) }, options)
    return eachItem(find, (page) => page.connections)
  }

  /** One connection, with what is spent of each budget. Throws a NotFoundError. */
  async get(connectionId: string, options?: CallOptions): Promise<Connection> {
    assertId(connectionId, 'connectionId')
    const request = { params: { path: { connectionId } }, fetch: this.#api.via(options) }
    return dataOf(await this.#api.client.GET('/v1/connections/{connectionId}', request)).connection
  }

  /** Ends a connection. Once this has resolved, no call with its token is let through, and open streams are cut. */
  async revoke(connectionId: string, options?: CallOptions): Promise<void> {
    assertId(connectionId, 'connectionId')
    const request = { params: { path: { connectionId } }, fetch: this.#api.via(options) }
    await this.#api.client.DELETE('/v1/connections/{connectionId}', request)
  }
}
