/** A key management service that encrypts a few bytes under a key that never leaves it. */
export interface Kms {
  /** The ciphertext of `plaintext` in the service's own text form. `kmsKey` is the name that the service has for the key. */
  wrap(kmsKey: string, plaintext: Buffer): Promise<string>
  /** The bytes; the caller wipes them. Throws if the service cannot be reached or refuses. */
  unwrap(kmsKey: string, ciphertext: string): Promise<Buffer>
}

export const KMS_KINDS = ['aws-kms', 'google-kms', 'vault-transit'] as const
export type KmsKind = (typeof KMS_KINDS)[number]

/** What wrapped keys are bound to in services that take such a text, so that they cannot be passed off as something else. */
export const WRAP_PURPOSE = '1relay/relay-key/v1'
