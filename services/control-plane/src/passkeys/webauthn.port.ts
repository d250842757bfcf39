/** RegistrationResponseJSON of WebAuthn, as far as it is looked at. */
export interface Attestation {
  readonly id: string
  readonly response: { readonly clientDataJSON: string; readonly transports?: string[] }
}

/** AuthenticationResponseJSON of WebAuthn, as far as it is looked at. */
export interface Assertion {
  readonly id: string
  readonly response: { readonly clientDataJSON: string; readonly userHandle?: string }
}

/** A passkey as its signature is checked with. */
export interface PasskeyKey {
  readonly id: string
  readonly publicKey: string
  readonly counter: number
}

/** What passkeys need of WebAuthn. Both checks MUST hold origin, RP ID, user presence and user verification, and be undefined for any doubt. */
export interface WebAuthn {
  creationOptions(person: {
    accountId: string
    email: string
    excluded: readonly { readonly id: string; readonly transports: readonly string[] }[]
  }): Promise<{ readonly challenge: string }>
  requestOptions(): Promise<{ readonly challenge: string }>
  /** The challenge that the browser says it answers; undefined if it says nothing readable. */
  challengeIn(clientDataJSON: string): string | undefined
  checkAttestation(
    attestation: Attestation,
    challenge: string,
  ): Promise<(PasskeyKey & { readonly isBackedUp: boolean }) | undefined>
  /** MUST refuse a counter that does not grow, unless it stays at zero. */
  checkAssertion(
    assertion: Assertion,
    challenge: string,
    passkey: PasskeyKey,
  ): Promise<{ readonly counter: number; readonly isBackedUp: boolean } | undefined>
}
