import OAuth2Server, { type Token } from '@node-oauth/oauth2-server'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { text } from 'node:stream/consumers'
import { serve } from './exchange.js'

export interface TestClient {
  readonly id: string
  readonly secret: string
}

/** A real authorization server for client credentials, and whether a bearer that somebody shows is one that it issued. */
export const startOauth2Server = async (clients: readonly TestClient[]) => {
  const issued: Token[] = []
  const asked: { readonly headers: IncomingMessage['headers']; readonly body: string }[] = []
  const server = new OAuth2Server({
    model: {
      // RFC 6749 §2.3.1: in the header both are form-encoded. The library leaves that to its user.
      getClient: async (id, secret) => {
        const found = clients.find(
          (one) => one.id === decodeURIComponent(id) && one.secret === decodeURIComponent(secret),
        )
        return found !== undefined && { id, grants: ['client_credentials'] }
      },
      getUserFromClient: async (client) => ({ id: client.id }),
      validateScope: async (_, __, scope) => scope ?? [],
      saveToken: async (token, client, user) => {
        const saved = { ...token, client, user }
        issued.push(saved)
        return saved
      },
      getAccessToken: async (accessToken) => issued.find((one) => one.accessToken === accessToken),
    },
  })
  const answer = async (req: IncomingMessage, res: ServerResponse): Promise<void> => {
    const body = await text(req)
    asked.push({ headers: req.headers, body })
    const request = {
      body: Object.fromEntries(new URLSearchParams(body)),
      headers: req.headers,
      method: req.method,
      query: {},
    }
    const response = new OAuth2Server.Response()
    await server.token(new OAuth2Server.Request(request as never), response).catch(() => undefined)
    const headers = { 'content-type': 'application/json', ...response.headers }
    res.writeHead(response.status ?? 500, headers).end(JSON.stringify(response.body))
  }
  const { origin, close } = await serve((req, res) => void answer(req, res))
  const isIssued = (authorization: string | undefined): boolean =>
    issued.some(({ accessToken }) => `Bearer ${accessToken}` === authorization)
  return { origin, close, asked, issued, isIssued }
}
