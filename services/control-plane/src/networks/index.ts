/**
 * Arithmetic of addresses and networks, in every spelling that reaches us: IPv4, IPv6, IPv4 written as IPv6. Knows nobody's address
 * and asks no name server.
 *
 * Invariant: one address has one form here, so that no second spelling of it is another address; what is not clearly an address or a
 * network is neither.
 */
export {
  type Address,
  formatNetwork,
  type Network,
  networkContains,
  networkOf,
  parseAddress,
  parseNetwork,
} from './network.js'
export { normalNetworks } from './normal-networks.js'
