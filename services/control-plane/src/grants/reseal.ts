import type { TokenSealedCredential } from '@1relay/contracts'
import { type Grant, isUnended, type Terms } from './grant.js'

/** What became of a credential that was to be replaced. `absent`: the grant has none for this upstream. */
export type ResealOutcome = 'resealed' | 'changed' | 'ended' | 'absent'

/** A new credential for one upstream, made for the grant as it was at `version`, from the vault key of `label`. */
export interface Replacement {
  readonly version: number
  readonly credential: TokenSealedCredential
  readonly label: string
}

/** Puts the new credential in place of the one of its upstream; the grant is there only if it was resealed. */
export const resealGrant = (
  grant: Grant,
  { version, credential, label }: Replacement,
  now: Date,
): { outcome: ResealOutcome; grant?: Grant } => {
  if (!isUnended(grant, now)) return { outcome: 'ended' }
  if (!grant.credentials.some((known) => known.upstream === credential.upstream)) return { outcome: 'absent' }
  // Another version may hold another seal, or a newer key: the browser has to look again.
  if (grant.version !== version) return { outcome: 'changed' }
  const labels = { [credential.upstream]: label }
  return { outcome: 'resealed', grant: extendGrant(grant, { credentials: [credential], labels }) }
}

/** What a person adds to a grant that they have. Everything is sealed under the seal half that its token has. */
export interface Additions extends Terms {
  readonly credentials: readonly TokenSealedCredential[]
  readonly labels: Readonly<Record<string, string>>
  /** Undefined: as before. */
  readonly models?: readonly string[]
}

/** The grant with more: a credential of an upstream that it has takes the place of that one. */
export const extendGrant = (grant: Grant, { credentials, labels, models, budgets, limits }: Additions): Grant => {
  const added = new Map(credentials.map((credential) => [credential.upstream, credential]))
  const kept = grant.credentials.filter(({ upstream }) => !added.has(upstream))
  const unnamed = Object.fromEntries(Object.entries(grant.labels).filter(([upstream]) => !added.has(upstream)))
  return {
    ...grant,
    version: grant.version + 1,
    credentials: [...kept, ...credentials],
    providers: [...new Set([...grant.providers, ...added.keys()])],
    labels: { ...unnamed, ...labels },
    ...(models && { scope: { ...grant.scope, models: [...models] } }),
    ...(budgets && { budgets }),
    ...(limits && { limits }),
  }
}
