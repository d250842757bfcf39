import type { paths } from '@1relay/contracts'
import { ask, makeHttpVaultApi } from '@1relay/custody'
import createClient from 'openapi-fetch'
import type { Account, LinkApi, SignedIn } from './link-api.port.js'

/** The control plane over HTTP. `origin` is the one this page came from. */
export const makeHttpLinkApi = (origin: string): LinkApi => {
  const options = { baseUrl: origin, credentials: 'omit', cache: 'no-store', redirect: 'error' } as const
  const client = createClient<paths>(options)
  const as = (sessionToken: string) => ({ headers: { authorization: `Bearer ${sessionToken}` } })
  return {
    open: (linkToken) => ask(client.POST('/v1/link/open', { body: { linkToken } }), (answer) => answer.data),
    listProviders: () => ask(client.GET('/v1/providers'), (answer) => answer.data.providers),
    signIn: (how, email, password) => {
      const body = { email, password, session: 'token' as const }
      return ask(client.POST(`/v1/auth/${how}`, { body }), ({ data }) => signedIn(data))
    },
    passkeyOptions: () => ask(client.POST('/v1/auth/passkey/options'), ({ data }) => data.options),
    signInWithPasskey: (response) => {
      const body = { response, session: 'token' as const }
      return ask(client.POST('/v1/auth/passkey', { body }), ({ data }) => signedIn(data))
    },
    signOut: async (sessionToken) => {
      await ask(client.POST('/v1/auth/logout', { ...as(sessionToken), keepalive: true }), () => true)
    },
    vaultOf: (sessionToken) => makeHttpVaultApi(createClient<paths>({ ...options, ...as(sessionToken) })),
    authorize: (token, body) => ask(client.POST('/v1/link/authorize', { ...as(token), body }), (answer) => answer.data),
    ownerEnvelope: (token, grantId) => {
      const request = { ...as(token), params: { path: { grantId } } }
      return ask(client.GET('/v1/sealed-grants/{grantId}', request), ({ data }) => data.grant.ownerEnvelope)
    },
    update: (token, body) => ask(client.POST('/v1/link/update', { ...as(token), body }), (answer) => answer.data),
    report: async (linkToken, event) => {
      await ask(client.POST('/v1/link/events', { body: { linkToken, ...event }, keepalive: true }), () => true)
    },
  }
}

const signedIn = ({ account, sessionToken }: { account: Account; sessionToken?: string }): SignedIn | undefined =>
  sessionToken === undefined ? undefined : { account, sessionToken }
