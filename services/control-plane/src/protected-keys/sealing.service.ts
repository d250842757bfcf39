import type { UpstreamAuth } from '@1relay/contracts'
import { invalidField } from '@1relay/faults'
import { isVaultError, type RelaySealed, sealProtectedKey } from '@1relay/vault'
import type { RelayKeys } from '../relay-keys/index.js'
import { checkAuth, checkSealed } from './protected-key.js'

/** A credential as a caller sends it: exactly one of both. */
export interface CredentialInput {
  readonly sealed?: RelaySealed
  /** Plain, over TLS: it is sealed at once and kept nowhere. */
  readonly credential?: string
}

/** For which protected key a credential is sealed, and how it will be shown upstream. */
export interface SealingTerms {
  readonly workspaceId: string
  readonly connectionId: string
  readonly upstream: string
  readonly auth: UpstreamAuth
}

/** Turns what callers send into what is stored. */
export class Sealing {
  constructor(private readonly relayKeys: Pick<RelayKeys, 'current'>) {}

  /** What was sealed before it came, or the credential sealed now; `invalid_request` for both, none, or what no relay would open. */
  async seal(terms: SealingTerms, { sealed, credential }: CredentialInput): Promise<RelaySealed> {
    checkAuth(terms.auth)
    if ((sealed === undefined) === (credential === undefined)) {
      throw invalidField('/sealed', 'or /credential: send exactly one of both')
    }
    if (sealed !== undefined) {
      checkSealed(sealed)
      return sealed
    }
    return this.#sealPlain(terms, Buffer.from(credential as string, 'utf8'))
  }

  async #sealPlain({ workspaceId, connectionId, upstream, auth }: SealingTerms, secret: Buffer): Promise<RelaySealed> {
    try {
      const publicKey = await this.relayKeys.current()
      return await sealProtectedKey({ publicKey, connectionId, upstream, terms: { workspaceId, auth }, secret })
    } catch (error) {
      if (isVaultError(error)) throw invalidField('/credential', 'has not the form that this auth takes')
      throw error
    } finally {
      secret.fill(0)
    }
  }
}
