import type { AdminEntry } from '../audit/index.js'
import type { Grant } from '../grants/index.js'
import type { DisposableKey } from './disposable-key.js'
import type { KeyChange } from './key-order.js'

type Metadata = NonNullable<AdminEntry['metadata']>

/** The key as the admin audit names it. */
export const subjectOf = ({ id, name }: Pick<Grant, 'id' | 'name'>) => ({ type: 'key', id, label: name })

/** What the audit keeps of a new key: all that it may do, and nothing that is secret. */
export const issuedMetadata = (key: DisposableKey, grant: Grant): Metadata => ({
  connectionId: key.connectionId,
  owner: key.owner,
  ...(key.holderEmail !== null && { holderEmail: key.holderEmail }),
  ...(key.environment !== null && { environment: key.environment }),
  ...termsMetadata(grant),
})

/** What the audit keeps of a change: which parts, and how these are now. */
export const changedMetadata = (key: DisposableKey, grant: Grant, change: KeyChange): Metadata => ({
  connectionId: key.connectionId,
  changed: Object.keys(change).sort(),
  ...(change.name !== undefined && { name: grant.name }),
  ...(change.environment !== undefined && { environment: change.environment }),
  ...termsMetadata(grant),
})

const termsMetadata = ({ scope, limits, budgets, network, expiresAt }: Grant): Metadata => ({
  methods: [...(scope.methods ?? [])],
  paths: [...(scope.paths ?? [])],
  ...(scope.deniedQueryParameters && { deniedQueryParameters: [...scope.deniedQueryParameters] }),
  ...(scope.models && { models: [...scope.models] }),
  ...(limits.requestsPerMinute !== undefined && { requestsPerMinute: limits.requestsPerMinute }),
  ...(limits.concurrentRequests !== undefined && { concurrentRequests: limits.concurrentRequests }),
  ...(budgets.length > 0 && { budgets: budgets.map(({ period, capMicros }) => `${period}:${capMicros}`) }),
  network: network?.mode ?? 'any',
  ...(network?.mode === 'allowlist' && { cidrs: [...network.cidrs] }),
  expiresAt: expiresAt?.toISOString() ?? null,
})
