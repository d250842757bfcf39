const messages = {
  wrong_password: 'The master password does not open this vault.',
  wrong_recovery_code: 'The recovery code does not open this vault.',
  tampered: 'The sealed value does not open: a wrong key, another owner or upstream, or a changed byte.',
  malformed: 'A value has not the shape that the protocol gives it.',
  weak_kdf: 'The key derivation parameters are weaker than the protocol allows.',
  wiped_key: 'The vault key is all zeros: it was overwritten before it was used.',
  excessive_kdf: 'The key derivation parameters ask for more work than the protocol allows.',
} as const

/** Why an operation of this package was refused. */
export type VaultErrorCode = keyof typeof messages

// Two copies of this package can meet in one program (an app's and its SDK's): `instanceof` fails between them, a registered symbol does not.
const brand = Symbol.for('1relay.vault.error')

/** The only error this package throws. The message depends on the code alone, so no secret reaches a log through it; `field` names what was wrong, never its value. */
export class VaultError extends Error {
  override readonly name = 'VaultError'
  readonly code: VaultErrorCode
  readonly field: string | undefined

  constructor(code: VaultErrorCode, field?: string) {
    super(field === undefined ? messages[code] : `${messages[code]} (${field})`)
    this.code = code
    this.field = field
    Object.defineProperty(this, brand, { value: true })
  }
}

/** True for a VaultError of any copy of this package. */
export const isVaultError = (error: unknown): error is VaultError =>
  typeof error === 'object' && error !== null && (error as Record<symbol, unknown>)[brand] === true
