import { findProvider, type LiveGrant, type Provider, type SealedCredential } from '@1relay/contracts'
import type { Upstream } from '../call.js'
import { readCustomOrigin } from '@1relay/egress'
import { Refusal } from '../refuse/index.js'

/** Origins that the operator set in place of the catalogue's, by upstream identity. They are trusted: no address guard. */
export type OperatorOrigins = Readonly<Record<string, string>>

/** The upstream of a call to a provider: the catalogue's, or the custom one that the header or the grant's only custom credential names. */
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
  return upstreamOf(sealed, provider, operator)
}

/** The upstream of a protected key: a catalogued provider, which is metered as ever, or a plain API, which is not. */
export const protectedUpstream = (grant: LiveGrant, connectionId: string, operator: OperatorOrigins): Upstream => {
  const sealed = grant.credentials.find((one) => one.custody === 'relay' && one.ownerId === connectionId)
  if (sealed === undefined) throw new Refusal('provider_not_granted', 'provider_not_granted')
  return upstreamOf(sealed, findProvider(sealed.upstream), operator)
}

const upstreamOf = (sealed: SealedCredential, provider: Provider | undefined, operator: OperatorOrigins): Upstream => {
  const override = Object.hasOwn(operator, sealed.upstream) ? operator[sealed.upstream] : undefined
  if (override !== undefined) return { provider, sealed, origin: override, isGuarded: false }
  if (provider !== undefined && provider.origin !== null)
    return { provider, sealed, origin: provider.origin, isGuarded: false }
  const origin = customOriginOf(sealed)
  if (origin === undefined) throw new Refusal('upstream_not_allowed', 'upstream_not_allowed')
  return { provider, sealed, origin, isGuarded: true }
}

/** Custom upstreams that speak a provider's language. What a relay holds the key of is a plain API, and has a path of its own. */
const customCredential = (grant: LiveGrant, named: string | undefined): SealedCredential | undefined => {
  const custom = grant.credentials.filter(
    ({ custody, upstream }) => custody === 'token' && upstream.startsWith('https://'),
  )
  if (named !== undefined) return custom.find(({ upstream }) => upstream === named)
  if (custom.length > 1) throw new Refusal('provider_required', 'provider_required')
  return custom[0]
}

// Read once for as long as the grant is in memory: parsing a URL costs more than judging the rest of a request.
const customOrigins = new WeakMap<SealedCredential, { readonly origin: string | undefined }>()

const customOriginOf = (sealed: SealedCredential): string | undefined => {
  let known = customOrigins.get(sealed)
  if (known === undefined) customOrigins.set(sealed, (known = { origin: readCustomOrigin(sealed.upstream) }))
  return known.origin
}
