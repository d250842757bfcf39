import type { ErrorCode, paths } from '@1relay/contracts'
import createClient from 'openapi-fetch'
import type { LinkApi } from './link-api.port.js'
import { done, failed, type Outcome, type Problem } from './problem.js'

interface Answer {
  data?: unknown
  error?: unknown
  response: Response
}

/** The control plane over HTTP. `origin` is the one this page came from. */
export const makeHttpLinkApi = (origin: string): LinkApi => {
  const client = createClient<paths>({ baseUrl: origin, credentials: 'omit', cache: 'no-store', redirect: 'error' })
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
    getVault: (token) => ask(client.GET('/v1/vault', as(token)), (answer) => answer.data),
    createVault: (token, body) => ask(client.POST('/v1/vault', { ...as(token), body }), (answer) => answer.data),
    rewrapVault: (token, body) => ask(client.PUT('/v1/vault', { ...as(token), body }), (answer) => answer.data),
    listKeys: (token) => ask(client.GET('/v1/keys', as(token)), (answer) => answer.data.keys),
    addKey: (token, body) => ask(client.POST('/v1/keys', { ...as(token), body }), (answer) => answer.data.key),
    authorize: (token, body) => ask(client.POST('/v1/link/authorize', { ...as(token), body }), (answer) => answer.data),
  }
}

/** Settles always: an answer that is not the contract's (a proxy's error page) counts as no answer. */
const ask = async <A extends Answer, T>(
  call: Promise<A>,
  read: (data: NonNullable<A['data']>) => T | undefined,
): Promise<Outcome<T>> => {
  try {
    const { data, error, response } = await call
    if (data === undefined || data === null) return failed(problemOf(error, response))
    const value = read(data)
    return value === undefined ? failed({ code: 'network' }) : done(value)
  } catch {
    return failed({ code: 'network' })
  }
}

const problemOf = (error: unknown, response: Response): Problem => {
  const { code, requestId } = ((error ?? {}) as { error?: { code?: ErrorCode; requestId?: string } }).error ?? {}
  const retryAfterSeconds = parseRetryAfter(response.headers.get('retry-after'))
  return {
    code: code ?? (response.status === 429 ? 'rate_limited' : 'network'),
    ...(requestId === undefined ? {} : { requestId }),
    ...(retryAfterSeconds === undefined ? {} : { retryAfterSeconds }),
  }
}

/** Seconds only: 1Relay never sends the date form. */
const parseRetryAfter = (text: string | null): number | undefined =>
  text !== null && /^\d{1,6}$/.test(text) ? Number(text) : undefined
