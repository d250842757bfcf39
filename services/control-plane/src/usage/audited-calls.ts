import type { GrantPrefix, UsageEvent } from '@1relay/contracts'
import type { Happening } from '../audit/index.js'
import type { OwnedEvent } from './usage-store.port.js'

const ownerKinds: Readonly<Partial<Record<GrantPrefix, string>>> = {
  rk_app: 'application',
  rk_agent: 'agent',
  rk_person: 'person',
  rk_vendor: 'vendor',
  rk_proxy: 'delegated',
}

const happeningOf = ({ event, key }: OwnedEvent): Happening => {
  const { requestId, grantId, connectionId, upstream, method, path, query, decision, reason, outcome } = event
  const { status, durationMs, ip, userAgent } = event
  const kind = key && ownerKinds[key.prefix]
  const call = {
    requestId,
    connectionId: connectionId ?? null,
    keyId: grantId,
    keyOwner: key && kind !== undefined ? { kind, name: key.name } : null,
    upstream,
    method,
    path,
    query: query ?? null,
    decision,
    reason,
    outcome,
    status,
    durationMs,
    ip,
    userAgent,
  }
  return { at: new Date(event.at), entry: { kind: 'call', call } }
}

/**
 * The event as it may be kept outside the audit: what somebody called with a disposable key, and from where, is in the audit alone, which
 * is sealed.
 */
export const outsideAudit = ({ event, key }: OwnedEvent): UsageEvent => {
  if (key === undefined) return event
  const { query: _, ...rest } = event
  return { ...rest, path: '', ip: '', userAgent: null }
}

/** What of these events belongs into the audit, by workspace: each request once. */
export const auditedCalls = (stored: readonly OwnedEvent[]): ReadonlyMap<string, Happening[]> => {
  const once = new Map(stored.map((owned) => [owned.event.requestId, owned]))
  const calls = new Map<string, Happening[]>()
  for (const owned of once.values()) {
    if (owned.key === undefined || owned.ownerId === null) continue
    const known = calls.get(owned.ownerId)
    if (known === undefined) calls.set(owned.ownerId, [happeningOf(owned)])
    else known.push(happeningOf(owned))
  }
  return calls
}
