import { invalidField } from '@1relay/faults'
import { formatNetwork, parseNetwork } from './network.js'

/** Networks in their one spelling, each once; an `invalid_request` fault that names the one that is none. */
export const normalNetworks = (cidrs: readonly string[], field: string): string[] => {
  const networks = cidrs.map((cidr, i) => {
    const network = parseNetwork(cidr)
    if (network !== undefined) return formatNetwork(network)
    throw invalidField(`${field}/${i}`, 'is no network in CIDR form, or has bits behind its prefix')
  })
  return [...new Set(networks)]
}
