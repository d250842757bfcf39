import type { NetworkPolicy } from '@1relay/contracts'
import { BlockList, isIP } from 'node:net'

/** `unconfirmed`: its holder has to say whether this address is theirs. */
export type NetworkVerdict = 'inside' | 'outside' | 'unconfirmed'

interface Networks {
  readonly ipv4: BlockList
  readonly ipv6: BlockList
}

// Read once for as long as the grant is in memory.
const read = new WeakMap<NetworkPolicy, Networks>()

/** Whether a token may be used from an address, which is in the form of `clientAddress`. What cannot be read is in no network. */
export const judgeNetwork = (policy: NetworkPolicy, ip: string): NetworkVerdict => {
  if (contains(networksOf(policy), ip)) return 'inside'
  return policy.mode === 'confirm' && isIP(ip) !== 0 ? 'unconfirmed' : 'outside'
}

const contains = ({ ipv4, ipv6 }: Networks, ip: string): boolean => {
  switch (isIP(ip)) {
    case 4:
      return ipv4.check(ip, 'ipv4')
    case 6:
      return ipv6.check(ip, 'ipv6')
    default:
      return false
  }
}

const networksOf = (policy: NetworkPolicy): Networks => {
  const known = read.get(policy)
  if (known !== undefined) return known
  // One list a family: Node's own would take an IPv4 address for a member of ::/0.
  const networks = { ipv4: new BlockList(), ipv6: new BlockList() }
  for (const cidr of policy.cidrs) add(networks, cidr)
  read.set(policy, networks)
  return networks
}

// An IPv4 network in its mapped form: addresses are compared in their own.
const MAPPED = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i

const add = ({ ipv4, ipv6 }: Networks, cidr: string): void => {
  const [network = '', length, ...rest] = cidr.split('/')
  const mapped = MAPPED.exec(network)?.[1]
  const family = isIP(mapped ?? network)
  const bits = family === 4 ? 32 : 128
  const prefix = length === undefined ? bits : Number(length) - (mapped === undefined ? 0 : 96)
  const isNetwork = family !== 0 && !network.includes('%') && rest.length === 0 && /^\d{1,3}$/.test(length ?? '0')
  // Only the control plane writes these. One that is none of them contains nobody.
  if (!isNetwork || prefix < 0 || prefix > bits) return
  if (family === 4) ipv4.addSubnet(mapped ?? network, prefix, 'ipv4')
  else ipv6.addSubnet(network, prefix, 'ipv6')
}
