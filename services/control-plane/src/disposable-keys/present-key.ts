import type { components } from '@1relay/contracts'
import type { SeenKey } from './seen-keys.js'

/** A key as its workspace sees it: nothing of its token but how it begins. */
export const presentKey = (
  { key, grant, status, budgets, requests }: SeenKey,
  publicOrigin: string,
): components['schemas']['DisposableKey'] => ({
  id: key.id,
  hint: `${grant.prefix}_${key.id}_…`,
  connectionId: key.connectionId,
  name: grant.name,
  owner: key.owner,
  holderEmail: key.holderEmail,
  environment: key.environment,
  status,
  methods: grant.scope.methods ?? [],
  paths: grant.scope.paths ?? [],
  deniedQueryParameters: grant.scope.deniedQueryParameters ?? [],
  models: grant.scope.models ?? null,
  limits: grant.limits,
  budgets: [...budgets],
  network: grant.network ?? { mode: 'any', cidrs: [] },
  baseUrl: `${publicOrigin}/${key.connectionId}`,
  requests,
  createdAt: key.createdAt.toISOString(),
  createdBy: key.createdBy,
  expiresAt: grant.expiresAt?.toISOString() ?? null,
  lastUsedAt: grant.lastUsedAt?.toISOString() ?? null,
  revokedAt: grant.revokedAt?.toISOString() ?? null,
})
