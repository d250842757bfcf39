import type { components } from '@1relay/contracts'
import { failed, done, type Outcome } from '@1relay/custody'
import {
  browserSupportsWebAuthn,
  type PublicKeyCredentialCreationOptionsJSON,
  type PublicKeyCredentialRequestOptionsJSON,
  startAuthentication,
  startRegistration,
  WebAuthnError,
} from '@simplewebauthn/browser'

type Schemas = components['schemas']

/** What the server wants to be asked, as it came. */
export type PasskeyOptions = Schemas['PasskeyOptionsAnswer']['data']['options']

export const canUsePasskeys = (): boolean => browserSupportsWebAuthn()

/** Makes a passkey that the account can be entered with, and asks it to be able to encrypt as well. */
export const createPasskey = (options: PasskeyOptions): Promise<Outcome<Schemas['PasskeyAttestation']>> =>
  attempt(async () => {
    const wanted = options as unknown as PublicKeyCredentialCreationOptionsJSON
    // Some authenticators can derive keys only for credentials that asked for it when they were made.
    const extensions = { ...wanted.extensions, prf: {} }
    const made = await startRegistration({ optionsJSON: { ...wanted, extensions } })
    const { id, rawId, type, response, authenticatorAttachment } = made
    const { clientDataJSON, attestationObject, authenticatorData, publicKey, publicKeyAlgorithm, transports } = response
    return {
      id,
      rawId,
      type,
      ...defined({ authenticatorAttachment }),
      clientExtensionResults: harmless(made.clientExtensionResults),
      response: {
        clientDataJSON,
        attestationObject,
        ...defined({ authenticatorData, publicKey, publicKeyAlgorithm, transports }),
      },
    }
  })

/** Signs in with whichever passkey the person chooses: none is named. */
export const signWithPasskey = (options: PasskeyOptions): Promise<Outcome<Schemas['PasskeyAssertion']>> =>
  attempt(async () => {
    const optionsJSON = options as unknown as PublicKeyCredentialRequestOptionsJSON
    const signed = await startAuthentication({ optionsJSON })
    const { id, rawId, type, response, authenticatorAttachment } = signed
    const { clientDataJSON, authenticatorData, signature, userHandle } = response
    return {
      id,
      rawId,
      type,
      ...defined({ authenticatorAttachment }),
      clientExtensionResults: harmless(signed.clientExtensionResults),
      response: { clientDataJSON, authenticatorData, signature, ...defined({ userHandle }) },
    }
  })

interface Extensions {
  readonly credProps?: { readonly rk?: boolean }
  readonly prf?: { readonly enabled?: boolean }
}

/** Of the extensions' outputs, what a server may know: by name, so that a PRF output is never sent. */
const harmless = (results: Extensions): Schemas['PasskeyExtensionResults'] => {
  const isResident = results.credProps?.rk
  const isPrfEnabled = results.prf?.enabled
  return {
    ...(isResident === undefined ? {} : { credProps: { rk: isResident } }),
    ...(isPrfEnabled === undefined ? {} : { prf: { enabled: isPrfEnabled } }),
  }
}

type Defined<T> = { [Key in keyof T]?: Exclude<T[Key], undefined> }

const defined = <T extends object>(fields: T): Defined<T> =>
  Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as Defined<T>

const attempt = async <T>(work: () => Promise<T>): Promise<Outcome<T>> => {
  try {
    return done(await work())
  } catch (error) {
    const isKnown = error instanceof WebAuthnError && error.code === 'ERROR_AUTHENTICATOR_PREVIOUSLY_REGISTERED'
    return failed({ code: isKnown ? 'passkey_exists' : 'passkey_cancelled' })
  }
}
