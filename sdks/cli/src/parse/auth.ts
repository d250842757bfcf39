import type { UpstreamAuth } from '@1relay/contracts'
import { CliProblem } from '../problem.js'

interface OAuthOptions {
  readonly tokenUrl?: string
  readonly scope?: string
  readonly audience?: string
  readonly clientAuth?: string
}

/** `bearer`, `basic`, `header:NAME`, `query:NAME` or `oauth2`, the last with its own options. */
export const readAuth = (
  text: string,
  { tokenUrl, scope, audience, clientAuth = 'basic' }: OAuthOptions,
): UpstreamAuth => {
  const colon = text.indexOf(':')
  const [kind, name] = colon < 0 ? [text, ''] : [text.slice(0, colon), text.slice(colon + 1)]
  if (kind === 'bearer' || kind === 'basic') return { kind }
  if ((kind === 'header' || kind === 'query') && name !== '') return { kind, name }
  if (kind === 'oauth2') {
    if (tokenUrl === undefined) throw new CliProblem('usage', 'OAuth 2.0 needs --token-url.')
    if (clientAuth !== 'basic' && clientAuth !== 'body')
      throw new CliProblem('usage', '--client-auth is basic or body.')
    return {
      kind,
      tokenUrl,
      clientAuth,
      ...(scope === undefined ? {} : { scope }),
      ...(audience === undefined ? {} : { audience }),
    }
  }
  throw new CliProblem('usage', '--auth is bearer, basic, header:NAME, query:NAME or oauth2.')
}
