/**
 * A person's own side of their vault, in their browser: make, open and recover it, keep keys in it, seal them for a grant.
 * One implementation for Link, the console and the extension.
 *
 * It renders nothing, keeps no session and reads no storage; the cryptography is `@1relay/vault`, the server is a port.
 *
 * Invariant: the master password, the vault key, a credential and a seal half never reach the server, and every byte array
 * with one of them is overwritten when its work is done. Protocol §3 and §4.
 */
export { type Argon2idWorker, inWorker } from './argon2id.browser.js'
export { type Answer, ask, problemOf } from './ask.http.js'
export { type BotTokenWish, makeBotToken } from './bot-token.service.js'
export { type SealedCredential, type SealedGrant, sealGrant, sealItemForToken } from './grant-seal.service.js'
export { checkKey, type KeyCheckInput } from './key-check.service.js'
export { looksLikeKey, parseProviderOrigin, refuseKey } from './key-hint.js'
export { type KeyCheck, sentenceOfCheck } from './key-verdict.js'
export { Keyring } from './keyring.js'
export { addKey, type NewCredential, openKey, replaceKey } from './keys.service.js'
export { guessStrength, MASTER_PASSWORD_LENGTH, type Strength } from './master-password.js'
export { askPasskey } from './passkey.browser.js'
export type { AskPasskey, PrfAnswer, PrfQuestion } from './passkey.port.js'
export { addPasskeyUnlock, openVaultWithPasskey } from './passkey.service.js'
export { sentenceOf } from './problem-text.js'
export { done, failed, type LocalProblemCode, type Outcome, type Problem } from './problem.js'
export { type Protection, type RelayKeys, sealForRelays } from './protected-key.service.js'
export { problemOfRefusal } from './refusal.js'
export { makeHttpRelay } from './relay.http.js'
export type { Relay, RelayAnswer } from './relay.port.js'
export { listHoldingGrants, resealGrants, type Resealing, type ResealReport } from './reseal.service.js'
export { parseDollars, type TypedDollars } from './typed-dollars.js'
export { makeHttpVaultApi } from './vault-api.http.js'
export type {
  HoldingGrant,
  KeyPlace,
  NewBotToken,
  NewKey,
  NewVault,
  RewrappedVault,
  StoredKey,
  StoredVault,
  VaultApi,
} from './vault-api.port.js'
export {
  changeMasterPassword,
  isMasterPassword,
  makeVault,
  type OpenedVault,
  openVault,
  recoverVault,
  renewCode,
  type VaultPorts,
} from './vault.service.js'
