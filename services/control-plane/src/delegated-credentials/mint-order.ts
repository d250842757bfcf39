import type { Budget, ErrorDetail, GrantLimits } from '@1relay/contracts'
import type { KeyOrder } from '../disposable-keys/index.js'
import { coversGlob, type ProvisionerBounds } from '../management-tokens/index.js'
import { normalNetworks } from '../networks/index.js'
import { networkContains, parseNetwork } from '../networks/index.js'

/** What an agent or a service asks for, in the words of the endpoint; the contract has checked the form. */
export interface MintBody {
  readonly connection_id: string
  readonly name: string
  readonly allowed_methods: readonly string[]
  readonly allowed_paths: readonly string[]
  readonly ttl_seconds: number
  readonly deny_query_params?: readonly string[]
  readonly allowed_ips?: readonly string[]
  readonly requests_per_minute?: number
  readonly concurrent_requests?: number
  readonly budgets?: readonly { readonly period: Budget['period']; readonly cap_micros: number }[]
}

/** A key that may be issued, or why it would be more than the bounds. */
export type Fitting =
  { readonly ok: true; readonly order: KeyOrder } | { readonly ok: false; readonly excess: readonly ErrorDetail[] }

/**
 * The key that is asked for, within the bounds of its provisioner; null for none. What the bounds limit and the body leaves out is set to the
 * bound, so that silence never means more than asking would give.
 */
export const fitToBounds = (body: MintBody, bounds: ProvisionerBounds | null): Fitting => {
  const cidrs = body.allowed_ips && normalNetworks(body.allowed_ips, '/allowed_ips')
  const excess = bounds === null ? [] : excessOf(body, cidrs, bounds)
  return excess.length > 0 ? { ok: false, excess } : { ok: true, order: orderOf(body, cidrs, bounds) }
}

const excessOf = (body: MintBody, cidrs: readonly string[] | undefined, bounds: ProvisionerBounds): ErrorDetail[] => {
  const { connectionIds, methods, paths, ttlSecondsMax, requestsPerMinuteMax, concurrentRequestsMax } = bounds
  const isAllowed = (glob: string): boolean => paths.some((allowed) => coversGlob(allowed, glob))
  return [
    ...(connectionIds.includes(body.connection_id) ? [] : [{ field: '/connection_id', problem: 'is none of its own' }]),
    ...each('/allowed_methods', body.allowed_methods, (method) => methods.includes(method), 'is none of its own'),
    ...each('/allowed_paths', body.allowed_paths, isAllowed, 'is not within its paths'),
    ...each('/allowed_ips', cidrs ?? [], (cidr) => isWithin(cidr, bounds.cidrs), 'is not within its networks'),
    ...most('/ttl_seconds', body.ttl_seconds, ttlSecondsMax),
    ...most('/requests_per_minute', body.requests_per_minute, requestsPerMinuteMax),
    ...most('/concurrent_requests', body.concurrent_requests, concurrentRequestsMax),
    ...(body.budgets ?? []).flatMap(({ period, cap_micros: capMicros }, i) =>
      most(`/budgets/${i}/cap_micros`, capMicros, bounds.budgets?.find((bound) => bound.period === period)?.capMicros),
    ),
  ]
}

const each = (
  field: string,
  asked: readonly string[],
  isAllowed: (one: string) => boolean,
  problem: string,
): ErrorDetail[] => asked.flatMap((one, i) => (isAllowed(one) ? [] : [{ field: `${field}/${i}`, problem }]))

const most = (field: string, asked: number | undefined, max: number | undefined): ErrorDetail[] =>
  asked === undefined || max === undefined || asked <= max ? [] : [{ field, problem: `is more than ${max}` }]

const isWithin = (cidr: string, allowed: readonly string[] | undefined): boolean => {
  if (allowed === undefined) return true
  const inner = parseNetwork(cidr)
  return allowed.some((text) => {
    const outer = parseNetwork(text)
    return inner !== undefined && outer !== undefined && networkContains(outer, inner)
  })
}

const orderOf = (body: MintBody, cidrs: readonly string[] | undefined, bounds: ProvisionerBounds | null): KeyOrder => {
  const networks = cidrs ?? bounds?.cidrs
  return {
    connectionId: body.connection_id,
    name: body.name,
    owner: 'delegated',
    methods: body.allowed_methods,
    paths: body.allowed_paths,
    deniedQueryParameters: [...new Set([...(bounds?.deniedQueryParameters ?? []), ...(body.deny_query_params ?? [])])],
    ttlSeconds: body.ttl_seconds,
    limits: limitsOf(body, bounds),
    budgets: budgetsOf(body, bounds),
    network: networks === undefined ? { mode: 'any' } : { mode: 'allowlist', cidrs: networks },
  }
}

const limitsOf = (body: MintBody, bounds: ProvisionerBounds | null): GrantLimits => {
  const requestsPerMinute = body.requests_per_minute ?? bounds?.requestsPerMinuteMax
  const concurrentRequests = body.concurrent_requests ?? bounds?.concurrentRequestsMax
  return {
    ...(requestsPerMinute !== undefined && { requestsPerMinute }),
    ...(concurrentRequests !== undefined && { concurrentRequests }),
  }
}

const budgetsOf = ({ budgets = [] }: MintBody, bounds: ProvisionerBounds | null): Budget[] => {
  const asked = budgets.map(({ period, cap_micros: capMicros }) => ({ period, capMicros }))
  const left = (bounds?.budgets ?? []).filter((bound) => !asked.some(({ period }) => period === bound.period))
  return [...asked, ...left]
}
