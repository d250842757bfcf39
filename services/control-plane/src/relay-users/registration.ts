import type { NetworkPolicy } from '@1relay/contracts'
import { allowsOrigin, isOriginPattern } from '@1relay/browser-apps'
import { invalidField } from '@1relay/faults'
import { formatNetwork, networkContains, parseNetwork } from '../networks/index.js'

/** What a page sends to register somebody. */
export interface Registration {
  readonly app_id: string
  readonly origins?: readonly string[]
  readonly networks?: readonly string[]
  readonly blinded?: boolean
}

/** The pages that the token is bound to, or null. A binding to any page, or to any port, would be none. */
export const originsOf = ({ origins }: Registration): string[] | null => {
  if (origins === undefined) return null
  const at = origins.findIndex((origin) => !isOriginPattern(origin) || origin === '*' || origin.endsWith(':*'))
  if (at !== -1)
    throw invalidField(`/origins/${at}`, 'must be an origin such as https://app.example.com or https://*.example.com')
  return [...origins]
}

/** The networks that the token is bound to, in their one spelling, or null. */
export const networkOf = ({ networks }: Registration): NetworkPolicy | null => {
  if (networks === undefined) return null
  const cidrs = networks.map((text, at) => {
    const network = parseNetwork(text)
    if (network === undefined)
      throw invalidField(`/networks/${at}`, 'must be an address or a network such as 203.0.113.0/24')
    return formatNetwork(network)
  })
  return { mode: 'allowlist', cidrs }
}

/** Whether a request may come with a token that is bound so, by its page and its address. */
export const isWithin = (
  { origins, network }: { readonly origins: readonly string[] | null; readonly network: NetworkPolicy | null },
  { origin, ip }: { readonly origin: string | undefined; readonly ip: string },
): boolean => {
  if (origins !== null && (origin === undefined || !allowsOrigin(origins, origin))) return false
  return network === null || isInside(network, ip)
}

const isInside = ({ cidrs }: NetworkPolicy, ip: string): boolean => {
  const from = parseNetwork(ip)
  return cidrs.some((cidr) => {
    const network = parseNetwork(cidr)
    return from !== undefined && network !== undefined && networkContains(network, from)
  })
}
