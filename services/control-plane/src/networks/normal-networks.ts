import { fault } from '@1relay/faults'
import { formatNetwork, parseNetwork } from './network.js'

/** Networks in their one spelling, each once; an `invalid_request` fault that names the one that is none. */
export const normalNetworks = (cidrs: readonly string[], field: string): string[] => {
  const networks = cidrs.map((cidr, i) => {
    const network = parseNetwork(cidr)
    if (network !== undefined) return formatNetwork(network)
    const details = [{ field: `${field}/${i}`, problem: 'is no network in CIDR form, or has bits behind its prefix' }]
    throw fault('invalid_request', `${field}/${i} is no network`, { details })
  })
  return [...new Set(networks)]
}
