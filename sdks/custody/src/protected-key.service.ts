import { type RelaySealed, relayKeyId, sealProtectedKey, type UpstreamAuth } from '@1relay/vault'
import { done, failed, type Outcome } from './problem.js'
import { problemOfRefusal } from './refusal.js'

/** What `GET /v1/relay-keys` says. */
export interface RelayKeys {
  readonly current: string | null
  readonly keys: readonly { readonly keyId: string; readonly publicKey: string }[]
}

export interface Protection {
  readonly workspaceId: string
  readonly connectionId: string
  /** Slug of a catalogued provider, or an https origin. */
  readonly upstream: string
  readonly auth: UpstreamAuth
  /** Overwritten, whatever comes of it. */
  readonly secret: Uint8Array
}

/** Seals a real key of a workspace to the relays' current key, with how it is shown and to whom. Only a relay can open what comes of it. */
export const sealForRelays = async (
  { current, keys }: RelayKeys,
  { workspaceId, connectionId, upstream, auth, secret }: Protection,
): Promise<Outcome<RelaySealed>> => {
  try {
    const key = keys.find(({ keyId }) => keyId === current)
    if (key === undefined) return failed({ code: 'relay_keys_missing' })
    const publicKey = fromBase64Url(key.publicKey)
    // The id is the key's own hash: a server that swaps the one without the other is noticed here.
    if ((await relayKeyId(publicKey)) !== key.keyId) return failed({ code: 'crypto_failed' })
    return done(await sealProtectedKey({ publicKey, connectionId, upstream, terms: { workspaceId, auth }, secret }))
  } catch (error) {
    return failed(problemOfRefusal(error))
  } finally {
    secret.fill(0)
  }
}

const fromBase64Url = (text: string): Uint8Array =>
  Uint8Array.from(atob(text.replaceAll('-', '+').replaceAll('_', '/')), (sign) => sign.charCodeAt(0))
