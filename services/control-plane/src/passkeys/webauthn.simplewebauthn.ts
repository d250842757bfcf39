import {
  type AuthenticationResponseJSON,
  generateAuthenticationOptions,
  generateRegistrationOptions,
  type RegistrationResponseJSON,
  verifyAuthenticationResponse,
  verifyRegistrationResponse,
} from '@simplewebauthn/server'
import type { Assertion, Attestation, PasskeyKey, WebAuthn } from './webauthn.port.js'

const RP_NAME = '1Relay'

export interface SimpleWebAuthnParts {
  /** Of our pages. */
  origin: string
  timeoutMs: number
  /** True if pages of this origin may have ours in a frame, as apps have the Link page. */
  isFrameOrigin: (origin: string) => Promise<boolean>
  onRefusal: (error: unknown) => void
}

/** WebAuthn for the pages of one origin; the RP ID is its host. */
export class SimpleWebAuthn implements WebAuthn {
  readonly #expected: { expectedOrigin: string; expectedRPID: string; requireUserVerification: true }
  readonly #rpID: string
  readonly #timeoutMs: number
  readonly #onRefusal: (error: unknown) => void
  readonly #isFrameOrigin: SimpleWebAuthnParts['isFrameOrigin']

  constructor(rp: SimpleWebAuthnParts) {
    this.#rpID = new URL(rp.origin).hostname
    this.#expected = { expectedOrigin: rp.origin, expectedRPID: this.#rpID, requireUserVerification: true }
    this.#timeoutMs = rp.timeoutMs
    this.#onRefusal = rp.onRefusal
    this.#isFrameOrigin = rp.isFrameOrigin
  }

  creationOptions({ accountId, email, excluded }: Parameters<WebAuthn['creationOptions']>[0]) {
    return generateRegistrationOptions({
      rpName: RP_NAME,
      rpID: this.#rpID,
      userName: email,
      userDisplayName: email,
      userID: new TextEncoder().encode(accountId),
      timeout: this.#timeoutMs,
      attestationType: 'none',
      excludeCredentials: excluded.map(({ id, transports }) => ({ id, transports: [...transports] })),
      // Discoverable, because nobody types a name to sign in; verified, because it stands in for a password.
      authenticatorSelection: { residentKey: 'required', userVerification: 'required' },
    })
  }

  requestOptions() {
    return generateAuthenticationOptions({ rpID: this.#rpID, timeout: this.#timeoutMs, userVerification: 'required' })
  }

  challengeIn(clientDataJSON: string): string | undefined {
    const { challenge } = readClientData(clientDataJSON)
    return typeof challenge === 'string' && /^[\w-]{1,200}$/.test(challenge) ? challenge : undefined
  }

  async checkAttestation(attestation: Attestation, challenge: string) {
    const response = attestation as RegistrationResponseJSON
    const check = verifyRegistrationResponse({ ...this.#expected, response, expectedChallenge: challenge })
    const verified = await check.catch(this.#refuse)
    if (!verified?.verified) return undefined
    const { credential, credentialBackedUp: isBackedUp } = verified.registrationInfo
    const publicKey = Buffer.from(credential.publicKey).toString('base64url')
    return { id: credential.id, publicKey, counter: credential.counter, isBackedUp }
  }

  async checkAssertion(assertion: Assertion, challenge: string, { id, publicKey, counter }: PasskeyKey) {
    // Browsers name the page that frames ours; without a permitted one the library refuses a framed answer.
    const { topOrigin } = readClientData(assertion.response.clientDataJSON)
    const isPermitted = typeof topOrigin === 'string' && (await this.#isFrameOrigin(topOrigin))
    const check = verifyAuthenticationResponse({
      ...this.#expected,
      response: assertion as AuthenticationResponseJSON,
      expectedChallenge: challenge,
      ...(isPermitted && { expectedTopOrigin: topOrigin }),
      credential: { id, publicKey: new Uint8Array(Buffer.from(publicKey, 'base64url')), counter },
    })
    const verified = await check.catch(this.#refuse)
    if (!verified?.verified) return undefined
    const { newCounter, credentialBackedUp } = verified.authenticationInfo
    return { counter: newCounter, isBackedUp: credentialBackedUp }
  }

  // The library throws for everything that is wrong with an answer, and its sentences quote it.
  readonly #refuse = (error: unknown): undefined => {
    this.#onRefusal(error)
    return undefined
  }
}

const readClientData = (clientDataJSON: string): { challenge?: unknown; topOrigin?: unknown } => {
  try {
    const read: unknown = JSON.parse(Buffer.from(clientDataJSON, 'base64url').toString('utf8'))
    return typeof read === 'object' && read !== null ? read : {}
  } catch {
    return {}
  }
}
