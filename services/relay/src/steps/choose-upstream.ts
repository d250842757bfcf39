import type { LiveGrant, Provider, SealedCredential } from '@1relay/contracts'
import { fault } from '@1relay/faults'
import type { Upstream } from '../call.js'
import { readCustomOrigin } from '../egress/index.js'
import { Refusal } from '../refuse/index.js'

/** Origins that the operator set in place of the catalogue's, by upstream identity. They are trusted: no address guard. */
export type OperatorOrigins = Readonly<Record<string, string>>

/** The upstream of a call: the provider's, or the custom one that the header or the grant's only custom credential names. */
export const chooseUpstream = (
  grant: LiveGrant,
  provider: Provider,
  named: string | undefined,
  operator: OperatorOrigins,
): Upstream => {
  const sealed =
    provider.origin === null
      ? customCredential(grant, named)
      : grant.credentials.find(({ upstream }) => upstream === provider.slug)
  if (sealed === undefined) throw new Refusal('provider_not_granted', 'provider_not_granted')
  if (sealed.custody === 'relay') throw fault('unavailable', 'relay-sealed credentials are not served by this relay')
  const override = operator[sealed.upstream]
  if (override !== undefined) return { provider, sealed, origin: override, isGuarded: false }
  if (provider.origin !== null) return { provider, sealed, origin: provider.origin, isGuarded: false }
  const origin = readCustomOrigin(sealed.upstream)
  if (origin === undefined) throw new Refusal('upstream_not_allowed', 'upstream_not_allowed')
  return { provider, sealed, origin, isGuarded: true }
}

const customCredential = (grant: LiveGrant, named: string | undefined): SealedCredential | undefined => {
  const custom = grant.credentials.filter(({ upstream }) => upstream.startsWith('https://'))
  if (named !== undefined) return custom.find(({ upstream }) => upstream === named)
  if (custom.length > 1) throw new Refusal('provider_required', 'provider_required')
  return custom[0]
}
