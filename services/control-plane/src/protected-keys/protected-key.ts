import { PROVIDERS, type RelaySealedCredential, type UpstreamAuth } from '@1relay/contracts'
import { fault, invalidField } from '@1relay/faults'
import { assertUpstreamAuth, isVaultError, type RelaySealed } from '@1relay/vault'
import type { WorkspaceActor } from '../edge/index.js'
import { providerOf } from '../grants/index.js'

/** The real key of an upstream, as the control plane has it: sealed to a relay. */
export interface ProtectedKey {
  /** `conn_<16 base62>`: what the seal names as owner. */
  readonly id: string
  readonly workspaceId: string
  readonly name: string
  readonly upstream: string
  /** For display. What counts is what is sealed with the credential. */
  readonly auth: UpstreamAuth
  readonly environment: string | null
  readonly recordsQuery: boolean
  readonly sealed: RelaySealed
  readonly createdAt: Date
  readonly createdBy: WorkspaceActor
  readonly credentialChangedAt: Date
}

/** The credential as grants of this protected key carry it. */
export const credentialOf = ({ id, upstream, sealed }: ProtectedKey): RelaySealedCredential => ({
  custody: 'relay',
  upstream,
  ownerId: id,
  ...sealed,
})

/** `provider_unknown` or `invalid_request` unless it is a provider that has an origin, or any other https origin in normal form. */
export const checkUpstream = (upstream: string): void => {
  if (providerOf(upstream) === undefined) {
    const detail = { field: '/upstream', problem: 'is no provider and no https origin in normal form' }
    throw fault('provider_unknown', 'a protected key of no upstream', { details: [detail] })
  }
  // Under its origin it would be called unmetered, and no budget could be set.
  const provider = PROVIDERS.find(({ origin }) => origin === upstream)
  if (provider !== undefined) throw invalidField('/upstream', `is a provider of the catalogue: say ${provider.slug}`)
}

/** `invalid_request` for a way of authentication that no relay would take. */
export const checkAuth = (auth: UpstreamAuth): void => {
  try {
    assertUpstreamAuth(auth)
  } catch (error) {
    if (!isVaultError(error)) throw error
    throw invalidField(`/${(error.field ?? 'auth').replaceAll('.', '/')}`, 'is nothing that can be sent to an upstream')
  }
}

/** Recording query strings is a decision that takes a warning. */
export const checkQueryWarning = (order: { recordsQuery?: boolean; acceptsQueryWarning?: boolean }): void => {
  if (order.recordsQuery !== true || order.acceptsQueryWarning === true) return
  throw invalidField('/acceptsQueryWarning', 'must be true: query strings may contain sensitive data')
}

const ENC_BYTES = 32
// The terms in front of a credential are longer than the tag alone.
const CIPHERTEXT_BYTES_MIN = 17

/** `invalid_request` unless both decode, in their only spelling, to what HPKE gives. */
export const checkSealed = ({ enc, ciphertext }: RelaySealed): void => {
  if (byteLength(enc) !== ENC_BYTES) throw invalidField('/sealed/enc', 'is not 32 bytes in base64url')
  if (byteLength(ciphertext) < CIPHERTEXT_BYTES_MIN) throw invalidField('/sealed/ciphertext', 'is nothing sealed')
}

// -1 unless it is the canonical base64url of something: two spellings of one ciphertext would be two credentials.
const byteLength = (text: string): number => {
  const bytes = Buffer.from(text, 'base64url')
  return bytes.toString('base64url') === text ? bytes.length : -1
}
