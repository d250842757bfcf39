import { completeToken, exchangeProof, parsePublicToken } from '@1relay/vault'
import { type ApiClient, ProblemError, read } from '../../api/index.js'

/** What proves the app, as its server would hold it. */
export interface AppProof {
  readonly clientId: string
  readonly clientSecret: string
}

// Without the session, as a server would; and a browser that may send credentials of its own answers a 401 with a dialog for a password.
const as = ({ clientId, clientSecret }: AppProof) => ({
  headers: { authorization: `Basic ${btoa(`${clientId}:${clientSecret}`)}` },
  credentials: 'omit' as const,
})

/** A Link session for the person in front of the screen. Throws a ProblemError. */
export const startSession = async (client: ApiClient, app: AppProof, provider: string): Promise<string> =>
  read(
    client.POST('/v1/link/sessions', {
      ...as(app),
      body: { requestedProviders: [provider], budgetSuggestionCents: 100, userReference: 'playground' },
    }),
    ({ data }) => data.linkToken,
  )

/** The blinded exchange, as the Node SDK does it: the seal half proves itself and is not sent. Throws a ProblemError. */
export const exchange = async (client: ApiClient, app: AppProof, publicToken: string): Promise<string> => {
  const parsed = parsePublicToken(publicToken)
  if (!parsed.ok) throw new ProblemError({ code: 'internal' })
  const { id, seal } = parsed.token
  const proof = await exchangeProof({ seal, grantId: id })
  const stem = await read(
    client.POST('/v1/link/exchange', { ...as(app), body: { id, proof } }),
    ({ data }) => data.accessTokenStem,
  )
  return completeToken(stem, seal)
}
