import type { paths } from '@1relay/contracts'
import { ask, makeHttpVaultApi } from '@1relay/custody'
import createClient from 'openapi-fetch'
import type { LinkApi } from './link-api.port.js'

/** The control plane over HTTP. `origin` is the one this page came from. */
export const makeHttpLinkApi = (origin: string): LinkApi => {
  const options = { baseUrl: origin, credentials: 'omit', cache: 'no-store', redirect: 'error' } as const
  const client = createClient<paths>(options)
  const as = (sessionToken: string) => ({ headers: { authorization: `Bearer ${sessionToken}` } })
  return {
    open: (linkToken) => ask(client.POST('/v1/link/open', { body: { linkToken } }), (answer) => answer.data),
    listProviders: () => ask(client.GET('/v1/providers'), (answer) => answer.data.providers),
    signIn: async (how, email, password) => {
      const body = { email, password, session: 'token' as const }
      return ask(client.POST(`/v1/auth/${how}`, { body }), ({ data }) => {
        const { account, sessionToken } = data
        return sessionToken === undefined ? undefined : { account, sessionToken }
      })
    },
    signOut: async (sessionToken) => {
      await ask(client.POST('/v1/auth/logout', { ...as(sessionToken), keepalive: true }), () => true)
    },
    vaultOf: (sessionToken) => makeHttpVaultApi(createClient<paths>({ ...options, ...as(sessionToken) })),
    authorize: (token, body) => ask(client.POST('/v1/link/authorize', { ...as(token), body }), (answer) => answer.data),
  }
}
