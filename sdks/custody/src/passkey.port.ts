/** A passkey that may be asked, and with what. */
export interface PrfQuestion {
  /** WebAuthn credential id, base64url. */
  readonly credentialId: string
  /** 32 bytes, base64url. */
  readonly prfSalt: string
}

export type PrfAnswer =
  | { readonly ok: true; readonly credentialId: string; readonly prfOutput: Uint8Array }
  /** `cancelled`: the person did not, or no such passkey is here. `unsupported`: browser or passkey knows no PRF. */
  | { readonly ok: false; readonly reason: 'cancelled' | 'unsupported' }

/**
 * Asks one of the person's passkeys for its PRF output (WebAuthn Level 3, §10.1.4).
 *
 * It MUST verify the person (user verification), and the output MUST NOT leave this browser.
 */
export type AskPasskey = (questions: readonly PrfQuestion[]) => Promise<PrfAnswer>
