import { completeToken, makeHalf, makeId, sealForToken } from '@1relay/vault'
import type { LinkApi } from '../api/index.js'
import type { KeyCheck } from '../flow/index.js'
import type { Relay } from './relay.port.js'
import { verdictOf } from './verdict.js'

export interface KeyCheckInput {
  readonly sessionToken: string
  /** Slug of a catalogued provider, or the https origin of a custom one. */
  readonly provider: string
  /** Overwritten before this settles. */
  readonly credential: Uint8Array
}

// The seal half must reach nobody but the relay, whatever the control plane names as the path: also not by one that a browser
// shortens (`..`, `%2e%2e`, a tab between two dots) before it asks.
const isRelayPath = (path: string): boolean =>
  /^\/v1\/proxy\/passthrough\/[^?#\\]+$/.test(path) && new URL(path, 'https://relay.invalid').pathname === path

/** Asks the provider, through the relay, whether it takes the key. Never fails: what could not be asked is a verdict too. */
export const checkKey = async (ports: { api: LinkApi; relay: Relay }, input: KeyCheckInput): Promise<KeyCheck> => {
  const { api, relay } = ports
  const { sessionToken, provider, credential } = input
  const [id, seal] = [makeId(), makeHalf()]
  try {
    const sealed = await sealForToken({ seal, grantId: id, upstream: provider, credential })
    const ticket = await api.createKeyCheck(sessionToken, { id, credential: { provider, ...sealed } })
    if (!ticket.ok) return ticket.problem.code === 'network' ? 'unreachable' : 'unclear'
    const { path, headers, tokenStem } = ticket.value
    if (!isRelayPath(path)) return 'unclear'
    const answer = await relay.get({ path, headers, token: completeToken(tokenStem, seal) })
    void api.endKeyCheck(sessionToken, id)
    return verdictOf(answer)
  } catch {
    return 'unclear'
  } finally {
    credential.fill(0)
  }
}
