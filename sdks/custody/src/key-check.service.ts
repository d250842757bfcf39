import { completeToken, makeHalf, makeId, sealForToken } from '@1relay/vault'
import type { Relay } from './relay.port.js'
import { type KeyCheck, verdictOf } from './key-verdict.js'
import type { VaultApi } from './vault-api.port.js'

export interface KeyCheckInput {
  /** Slug of a catalogued provider, or the https origin of a custom one. */
  readonly provider: string
  /** Overwritten before this settles. */
  readonly credential: Uint8Array
}

// The seal half must reach nobody but the relay, whatever the control plane names as the path: also not by one that a browser
// shortens (`..`, `%2e%2e`, a tab between two dots) before it asks.
const isRelayPath = (path: string): boolean =>
  /^\/v1\/proxy\/passthrough\/[^?#\\]+$/.test(path) && new URL(path, 'https://relay.invalid').pathname === path

/**
 * Asks the provider, through the relay, whether it takes the key: one call of one minute by a grant of its own, sealed like any other. The
 * seal half that opens it goes to the relay's own path and to no other (protocol §3). Never fails: what could not be asked is a verdict too.
 */
export const checkKey = async (ports: { api: VaultApi; relay: Relay }, input: KeyCheckInput): Promise<KeyCheck> => {
  const { api, relay } = ports
  const { provider, credential } = input
  const [id, seal] = [makeId(), makeHalf()]
  try {
    const sealed = await sealForToken({ seal, grantId: id, upstream: provider, credential })
    const ticket = await api.createKeyCheck({ id, credential: { provider, ...sealed } })
    if (!ticket.ok) return ticket.problem.code === 'network' ? 'unreachable' : 'unclear'
    const { path, headers, tokenStem } = ticket.value
    if (!isRelayPath(path)) return 'unclear'
    const answer = await relay.get({ path, headers, token: completeToken(tokenStem, seal) })
    void api.endKeyCheck(id)
    return verdictOf(answer)
  } catch {
    return 'unclear'
  } finally {
    credential.fill(0)
  }
}
