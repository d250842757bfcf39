import type { NetworkAnswer, NetworkQuestion } from '@1relay/contracts'

export type NetworkWord = NetworkAnswer['data']['verdict']

/** The control plane's word on an address that a grant's `confirm` policy does not know. */
export interface Networks {
  /** MUST reject with the Fault `limits_unavailable` if there is no answer. When it says `trusted`, the projection says so too. */
  ask(question: NetworkQuestion): Promise<NetworkWord>
}
