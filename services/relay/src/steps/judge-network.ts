import type { LiveGrant, NetworkPolicy } from '@1relay/contracts'
import type { Call } from '../call.js'
import type { NewNetworks } from '../grants/index.js'
import { judgeNetwork } from '../judge/index.js'
import { Refusal } from '../refuse/index.js'

export interface NetworkContext {
  readonly newNetworks: NewNetworks
}

/**
 * Lets a call pass from networks that its grant knows, and asks about others where its holder may be asked. What was trusted just now
 * changed the grant: its admission finds this copy of it stale, and the next one knows the network.
 */
export const judgeCallNetwork = async (
  call: Call,
  grant: LiveGrant,
  policy: NetworkPolicy,
  { newNetworks }: NetworkContext,
): Promise<void> => {
  const verdict = judgeNetwork(policy, call.ip)
  if (verdict === 'inside') return
  if (verdict === 'outside') throw new Refusal('network_not_allowed', 'network_not_allowed')
  const userAgent = call.req.headers['user-agent']?.slice(0, 256) ?? null
  const word = await newNetworks.ask({ grantId: grant.id, version: grant.version, ip: call.ip, userAgent })
  if (word === 'trusted') return
  const code = word === 'pending' ? 'ip_confirmation_required' : 'network_not_allowed'
  throw new Refusal(code, code)
}
