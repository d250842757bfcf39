import { VaultError } from './errors.js'
import { openAtRelay, type RelaySealed, sealToRelay } from './relay-seal.js'
import { formatProtected, parseProtected, parseUrl, type SealedTerms } from './sealed-terms.js'
import { makeId } from './token.js'

const CONNECTION_ID = /^conn_[0-9A-Za-z]{16}$/
const SLUG = /^[a-z0-9][a-z0-9-]{0,63}$/

/** Where a protected key may go: its id, and the slug of a catalogued provider or the https origin of anything else. */
interface Place {
  readonly connectionId: string
  readonly upstream: string
}

/** A new id of a protected key. Whoever seals chooses it, because the seal names it. */
export const makeConnectionId = (): string => `conn_${makeId()}`

/**
 * Seals a protected key to the relay: for this id and this upstream only, together with the terms that say how it is shown there (protocol
 * §3). Throws `malformed` for anything that a relay would refuse to open.
 */
export const sealProtectedKey = async (
  input: Place & { publicKey: Uint8Array; terms: Omit<SealedTerms, 'v'>; secret: Uint8Array },
): Promise<RelaySealed> => {
  assertPlace(input)
  const { workspaceId, auth } = input.terms
  const credential = formatProtected({ v: 1, workspaceId, auth }, input.secret)
  const { publicKey, connectionId, upstream } = input
  try {
    return await sealToRelay({ publicKey, ownerId: connectionId, upstream, credential })
  } finally {
    credential.fill(0)
  }
}

/** Terms and credential of a protected key; throws `tampered` or `malformed`. The caller wipes `secret`, and has checked whose workspace it is. */
export const openProtectedKey = async (
  input: Place & { privateKey: Uint8Array; sealed: RelaySealed },
): Promise<{ terms: SealedTerms; secret: Uint8Array }> => {
  assertPlace(input)
  const { privateKey, connectionId, upstream, sealed } = input
  const plaintext = await openAtRelay({ privateKey, ownerId: connectionId, upstream, sealed })
  try {
    return parseProtected(plaintext)
  } catch (error) {
    plaintext.fill(0)
    throw error
  }
}

/** The AAD names both byte for byte: a second spelling would be a key that never opens. */
const assertPlace = ({ connectionId, upstream }: Place): void => {
  if (typeof connectionId !== 'string' || !CONNECTION_ID.test(connectionId)) {
    throw new VaultError('malformed', 'connectionId')
  }
  if (typeof upstream !== 'string' || !(SLUG.test(upstream) || isHttpsOrigin(upstream))) {
    throw new VaultError('malformed', 'upstream')
  }
}

const isHttpsOrigin = (text: string): boolean => text.startsWith('https://') && parseUrl(text)?.origin === text
