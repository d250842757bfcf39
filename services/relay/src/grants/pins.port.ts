import type { PinOrder } from '@1relay/contracts'

/** The control plane's pen for keys of browser apps that have no address yet. */
export interface Pins {
  /**
   * Seals the key anew for this origin. False: there is no key that could be. MUST reject with the Fault `unavailable` if there is no answer.
   * When it says true, the projection has the key under this origin.
   */
  pin(order: PinOrder): Promise<boolean>
}
