import { randomBytes } from 'node:crypto'

interface Wish {
  readonly origins: readonly string[]
  readonly requestedProviders?: readonly string[]
  readonly budgetSuggestionCents?: number
  readonly models?: readonly string[]
  readonly redirectUri?: string
  readonly state?: string
}

export interface AskedSession {
  readonly linkSessionId: string
  readonly linkToken: string
  readonly basic: string
}

export const unique = (): string => randomBytes(6).toString('hex')

/** Calls the control plane and gives `data`; throws on anything but a success. */
export const call = async <T>(url: string, body?: object, authorization?: string): Promise<T> => {
  const response = await fetch(url, {
    method: body ? 'POST' : 'GET',
    headers: { 'content-type': 'application/json', ...(authorization ? { authorization } : {}) },
    ...(body ? { body: JSON.stringify(body) } : {}),
  })
  const answer = (await response.json()) as { success: boolean; data: T }
  if (!answer.success) throw new Error(`${url}: ${JSON.stringify(answer)}`)
  return answer.data
}

/** What an app's developer and its server do before Link opens. */
export const askForAccess = async (base: string, wish: Wish): Promise<AskedSession> => {
  const developer = { email: `dev-${unique()}@example.com`, password: 'developer password', session: 'token' }
  const { sessionToken } = await call<{ sessionToken: string }>(`${base}/v1/auth/register`, developer)
  const made = await call<{ app: { clientId: string }; clientSecret: string }>(
    `${base}/v1/apps`,
    { name: 'Quill', origins: wish.origins },
    `Bearer ${sessionToken}`,
  )
  const basic = `Basic ${Buffer.from(`${made.app.clientId}:${made.clientSecret}`).toString('base64')}`
  const asked = {
    requestedProviders: wish.requestedProviders ?? ['openai'],
    budgetSuggestionCents: wish.budgetSuggestionCents ?? 1000,
    ...(wish.models ? { models: wish.models } : {}),
    ...(wish.redirectUri ? { redirectUri: wish.redirectUri } : {}),
    ...(wish.state ? { state: wish.state } : {}),
  }
  const session = await call<{ linkSessionId: string; linkToken: string }>(`${base}/v1/link/sessions`, asked, basic)
  return { ...session, basic }
}

/** What the app's server does with a public token; the plain form, as any HTTP client may. */
export const exchange = (base: string, publicToken: string, basic: string) =>
  call<{ connectionId: string; accessToken: string }>(`${base}/v1/link/exchange`, { publicToken }, basic)

/** Asks for a change of a connection that the same app has. */
export const askForChange = async (base: string, basic: string, change: object): Promise<AskedSession> => ({
  ...(await call<Omit<AskedSession, 'basic'>>(`${base}/v1/link/sessions`, change, basic)),
  basic,
})
