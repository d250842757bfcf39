import {
  browserSupportsWebAuthn,
  type PublicKeyCredentialRequestOptionsJSON,
  startAuthentication,
} from '@simplewebauthn/browser'
import type { Passkeys } from './passkeys.port.js'

/** Passkeys by WebAuthn. In a frame they need the leave of the page around it (`allow="publickey-credentials-get"`). */
export const browserPasskeys: Passkeys = {
  isAvailable: browserSupportsWebAuthn(),
  get: async (options) => {
    try {
      const optionsJSON = options as unknown as PublicKeyCredentialRequestOptionsJSON
      return await startAuthentication({ optionsJSON })
    } catch {
      return undefined
    }
  },
}
