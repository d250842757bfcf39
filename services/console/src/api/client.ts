import type { paths } from '@1relay/contracts'
import createClient, { type Client } from 'openapi-fetch'

export type ApiClient = Client<paths>

/** The contract's client. The cookie proves the person; a redirect is refused, because the body would go to somebody else. */
export const makeClient = (origin: string): ApiClient =>
  createClient<paths>({ baseUrl: origin, credentials: 'same-origin', cache: 'no-store', redirect: 'error' })
