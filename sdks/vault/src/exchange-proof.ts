import { assertAadField } from './aad.js'
import { fixedFromBase64Url, toBase64Url } from './hazmat/base64url.js'
import { utf8 } from './hazmat/bytes.js'
import { hkdfSha256, sha256 } from './hazmat/hkdf.js'
import { assertHalf } from './token.js'

/** `info` of the HKDF that makes an exchange proof (protocol §4). */
export const EXCHANGE_PROOF_INFO = '1relay/exchange/v1'

/**
 * Proof of holding `P` that does not give `P` away (protocol §4): 32 bytes of HKDF, base64url. The app's server sends it in
 * a blinded exchange; the browser gave its hash to the control plane before.
 */
export const exchangeProof = async (input: { seal: string; grantId: string }): Promise<string> => {
  assertHalf(input.seal, 'seal')
  assertAadField(input.grantId, 'grantId')
  const salt = utf8(input.grantId)
  return toBase64Url(await hkdfSha256({ ikm: utf8(input.seal), salt, info: EXCHANGE_PROOF_INFO }))
}

/** SHA-256 of the proof's 32 raw bytes, base64url: what the control plane stores. */
export const proofHash = async (proof: string): Promise<string> =>
  toBase64Url(await sha256(fixedFromBase64Url(proof, 32, 'proof')))
