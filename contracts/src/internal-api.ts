import type { RelaySealedCredential } from './grant-projection.js'

/** `POST /internal/networks`: may this token be used from an address that its `confirm` policy does not know? */
export interface NetworkQuestion {
  grantId: string
  ip: string
  userAgent: string | null
}

/**
 * `trusted`: it may, and the projection says so from now on. `pending`: its holder was asked by mail. `refused`: it may not, and nobody is
 * asked (no such grant, or too many asked already).
 */
export interface NetworkAnswer {
  success: true
  data: { verdict: 'trusted' | 'pending' | 'refused' }
}

/** A public key to which credentials can be sealed: `keyId` as in protocol §3, `publicKey` base64url, 32 bytes. */
export interface RelayPublicKey {
  keyId: string
  publicKey: string
}

/** `PUT /internal/relay-keys`: what every relay tells at its start. All relays hold the same keys; new seals are made to `current`. */
export interface RelayKeyAnnouncement {
  keys: RelayPublicKey[]
  current: string
}

/** `POST /internal/reseal/next`: credentials that are sealed to a key other than `current`. */
export interface ResealQuery {
  current: string
  /** At most 100. */
  limit: number
}

export interface ResealWork {
  success: true
  data: { credentials: RelaySealedCredential[] }
}

/** `POST /internal/reseal/done`: the same credentials under the current key; one that was replaced meanwhile is left alone. */
export interface ResealResult {
  credentials: { before: RelaySealedCredential; after: RelaySealedCredential }[]
}

/**
 * `POST /internal/relay-users/pin`: a browser app's key of an OpenAI-compatible upstream is used for the first time. The control plane seals it
 * anew, for this origin and no other, and forgets the token; 404 when there is no such key any more.
 */
export interface PinOrder {
  /** The caller's token: nothing else opens the key. */
  token: string
  /** `https://…` */
  origin: string
}
