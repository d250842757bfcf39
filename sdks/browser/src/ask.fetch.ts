import { RelayError } from './relay-error.js'

const REDIRECTS = [301, 302, 303, 307, 308]

/** `fetch` that goes nowhere but to the relay: the one of browsers takes the token and the body wherever a redirect leads. */
export const ask = async (url: string, init: RequestInit): Promise<Response> => {
  // Not 'error', which looks like a network that is away.
  const answer = await fetch(url, { ...init, redirect: 'manual' })
  const { type, status } = answer
  if (type !== 'opaqueredirect' && !REDIRECTS.includes(status)) return answer
  await answer.body?.cancel()
  const message = 'The relay answers with a redirect. It is not followed: the token would go there, too.'
  throw new RelayError(message, status, 'redirected', undefined)
}
