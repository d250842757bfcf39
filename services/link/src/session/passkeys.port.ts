import type { PasskeyAssertion, PasskeyOptions } from '../api/link-api.port.js'

/** The browser's passkeys. `get` MUST settle, with undefined when the person or the browser would not. */
export interface Passkeys {
  readonly isAvailable: boolean
  get(options: PasskeyOptions): Promise<PasskeyAssertion | undefined>
}
