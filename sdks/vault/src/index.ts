/**
 * Token strings and all the cryptography of the protocol, in one place, for browsers, Node and extensions.
 *
 * It does no I/O and keeps no state: it never fetches, stores, caches or logs, and it decides nothing about who may do what.
 *
 * Invariant: nothing that leaves this package for a server (records, items, envelopes, verifiers, hashes of proofs) opens a
 * credential without a secret that stays with a person or an app. Everything sealed is bound to its owner and its
 * destination, and what was changed does not open.
 *
 * Protocol §2, §3, §4. Test vectors: contracts/vectors. The primitives in hazmat/ are not part of this face.
 */
export { credentialAad } from './aad.js'
export { isVaultError, VaultError, type VaultErrorCode } from './errors.js'
export { EXCHANGE_PROOF_INFO, exchangeProof, proofHash } from './exchange-proof.js'
export { type Argon2idJob, type Argon2idRunner, runArgon2id } from './hazmat/argon2id.js'
export { type OwnerEnvelope, unwrapSealHalf, wrapSealHalf } from './owner-envelope.js'
export { makePrfSalt, type PasskeyWrap, unwrapWithPasskey, wrapForPasskey } from './passkey-key.js'
export { makeConnectionId, openProtectedKey, sealProtectedKey } from './protected-key.js'
export {
  makeRelayKeyPair,
  openAtRelay,
  RELAY_SEAL_INFO,
  type RelayKeyPair,
  type RelaySealed,
  relayKeyId,
  sealToRelay,
} from './relay-seal.js'
export {
  assertUpstreamAuth,
  parseProtected,
  PROTECTED_SECRET_MAX,
  type SealedTerms,
  type UpstreamAuth,
} from './sealed-terms.js'
export {
  accessTokenStem,
  type BearerPrefix,
  completeToken,
  formatClientId,
  formatPublicToken,
  formatToken,
  isTokenSealed,
  makeHalf,
  makeId,
  type ParsedPublicToken,
  type ParsedToken,
  parseClientId,
  parsePublicToken,
  parseToken,
  type PublicToken,
  redactToken,
  type Token,
  type TokenPrefix,
  type TokenRefusal,
  type TokenSealedPrefix,
} from './token.js'
export { openWithToken, type Sealed, sealForToken, TOKEN_SEAL_INFO } from './token-seal.js'
export { openItem, sealItem, type VaultItem } from './vault-item.js'
export { VAULT_KDF_COST, type VaultKdf } from './vault-kdf.js'
export {
  createVault,
  renewRecoveryCode,
  rewrapVault,
  unlockVault,
  unlockWithRecoveryCode,
  type VaultRecord,
} from './vault-key.js'
export { verifier } from './verifier.js'
