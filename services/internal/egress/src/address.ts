import { BlockList, isIP } from 'node:net'

const list = (type: 'ipv4' | 'ipv6', subnets: readonly string[]): BlockList => {
  const blocks = new BlockList()
  for (const subnet of subnets) {
    const [network, bits] = subnet.split('/')
    blocks.addSubnet(network as string, Number(bits), type)
  }
  return blocks
}

// IANA IPv4 Special-Purpose Address Registry, multicast and the reserved block. The globally reachable exceptions inside
// 192.0.0.0/24 (anycast of PCP and TURN) are no API hosts either.
const SPECIAL_V4 = list('ipv4', [
  '0.0.0.0/8',
  '10.0.0.0/8',
  '100.64.0.0/10',
  '127.0.0.0/8',
  '169.254.0.0/16',
  '172.16.0.0/12',
  '192.0.0.0/24',
  '192.0.2.0/24',
  '192.31.196.0/24',
  '192.52.193.0/24',
  '192.88.99.0/24',
  '192.168.0.0/16',
  '192.175.48.0/24',
  '198.18.0.0/15',
  '198.51.100.0/24',
  '203.0.113.0/24',
  '224.0.0.0/4',
  '240.0.0.0/4',
  // Azure's WireServer: an address like any other from outside, the keys of a virtual machine from inside.
  '168.63.129.16/32',
])

// Ordinary IPv6 unicast is 2000::/3 and nothing else; inside it, what the IPv6 registry sets apart.
const GLOBAL_V6 = list('ipv6', ['2000::/3'])
const SPECIAL_V6 = list('ipv6', ['2001::/23', '2001:db8::/32', '2002::/16', '2620:4f:8000::/48', '3fff::/20'])

/**
 * Whether an address is ordinary public unicast, so that a caller-chosen upstream may live there. Everything that is not clearly
 * that is refused: mapped, NAT64, 6to4 and Teredo forms too, since they carry an IPv4 address that was not judged.
 */
export const isPublicAddress = (address: string): boolean => {
  switch (isIP(address)) {
    case 4:
      return !SPECIAL_V4.check(address, 'ipv4')
    case 6:
      // A zone index names an interface: never public.
      return !address.includes('%') && GLOBAL_V6.check(address, 'ipv6') && !SPECIAL_V6.check(address, 'ipv6')
    default:
      return false
  }
}
