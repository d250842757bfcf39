import fc from 'fast-check'
// The relay's own meaning of a scope: what a minted key may do is what it lets through.
import { matchesPathGlob } from '../../../relay/src/judge/glob.js'
import type { ProvisionerBounds } from '../management-tokens/index.js'
import { networkContains, parseNetwork } from '../networks/index.js'
import { fitToBounds, type MintBody } from './mint-order.js'

const connection = fc.constantFrom('conn_a', 'conn_b', 'conn_c')
const method = fc.constantFrom('GET', 'POST', 'DELETE')
const piece = fc.constantFrom('a', 'b', '*', '**', 'a*', '*b')
const glob = fc.array(piece, { minLength: 1, maxLength: 4 }).map((parts) => `/${parts.join('/')}`)
const path = fc.array(fc.constantFrom('a', 'b', 'ab', 'c'), { maxLength: 5 }).map((parts) => `/${parts.join('/')}`)
const cidr = fc.constantFrom(
  '10.0.0.0/8',
  '10.1.0.0/16',
  '10.1.2.3/32',
  '0.0.0.0/0',
  '2001:db8::/32',
  '2001:db8:1::/48',
  '::/0',
)
const budget = fc.record({
  period: fc.constantFrom('day' as const, 'month' as const, 'total' as const),
  capMicros: fc.nat(20),
})
const budgets = fc.uniqueArray(budget, { selector: ({ period }) => period, maxLength: 3 })
const list = <T>(items: fc.Arbitrary<T>) => fc.uniqueArray(items, { minLength: 1, maxLength: 3 })
const few = fc.integer({ min: 1, max: 6 })
// Wide more often than not: otherwise nearly everything is refused, and little is looked at.
const many = fc.integer({ min: 4, max: 10 })
const wide = fc.oneof(glob, fc.constant('/**'))

const bounds: fc.Arbitrary<ProvisionerBounds> = fc.record(
  {
    connectionIds: list(connection),
    methods: list(method),
    paths: list(wide),
    ttlSecondsMax: many,
    liveKeysMax: many,
    requestsPerMinuteMax: many,
    concurrentRequestsMax: many,
    budgets,
    cidrs: list(cidr),
    deniedQueryParameters: list(fc.constantFrom('x', 'y')),
  },
  { requiredKeys: ['connectionIds', 'methods', 'paths', 'ttlSecondsMax', 'liveKeysMax'] },
)

const body: fc.Arbitrary<MintBody> = fc.record(
  {
    connection_id: connection,
    name: fc.constant('run'),
    allowed_methods: list(method),
    allowed_paths: list(glob),
    ttl_seconds: few,
    deny_query_params: list(fc.constantFrom('y', 'z')),
    allowed_ips: list(cidr),
    requests_per_minute: few,
    concurrent_requests: few,
    budgets: budgets.map((all) => all.map(({ period, capMicros }) => ({ period, cap_micros: capMicros }))),
  },
  { requiredKeys: ['connection_id', 'name', 'allowed_methods', 'allowed_paths', 'ttl_seconds'] },
)

const isInside = (inner: string, outer: string): boolean => {
  const [one, other] = [parseNetwork(inner), parseNetwork(outer)]
  return one !== undefined && other !== undefined && networkContains(other, one)
}
const atMost = (given: number | undefined, max: number | undefined): boolean =>
  max === undefined || (given !== undefined && given <= max)

describe('fitToBounds', () => {
  it('gives no key that can do, live or spend more than its provisioner', () => {
    let given = 0
    fc.assert(
      fc.property(body, bounds, path, (asked, limit, reached) => {
        const fitting = fitToBounds(asked, limit)
        if (!fitting.ok) return
        given++
        const { order } = fitting
        expect(limit.connectionIds).toContain(order.connectionId)
        expect(limit.methods).toEqual(expect.arrayContaining([...order.methods]))
        const reaches = (globs: readonly string[]): boolean => globs.some((one) => matchesPathGlob(one, reached))
        expect(reaches(order.paths) && !reaches(limit.paths)).toBe(false)
        expect(atMost(order.ttlSeconds, limit.ttlSecondsMax)).toBe(true)
        expect(atMost(order.limits?.requestsPerMinute, limit.requestsPerMinuteMax)).toBe(true)
        expect(atMost(order.limits?.concurrentRequests, limit.concurrentRequestsMax)).toBe(true)
        for (const bound of limit.budgets ?? []) {
          expect(atMost(order.budgets?.find(({ period }) => period === bound.period)?.capMicros, bound.capMicros)).toBe(
            true,
          )
        }
        expect(order.deniedQueryParameters).toEqual(expect.arrayContaining([...(limit.deniedQueryParameters ?? [])]))
        if (limit.cidrs === undefined) return
        expect(order.network?.mode).toBe('allowlist')
        expect(order.network?.cidrs?.every((one) => limit.cidrs?.some((outer) => isInside(one, outer)))).toBe(true)
      }),
      { numRuns: 20_000 },
    )
    // Otherwise nothing was looked at.
    expect(given).toBeGreaterThan(100)
  })

  it('gives what is asked for, and no less, where nothing is too much', () => {
    fc.assert(
      fc.property(body, (asked) => {
        const fitting = fitToBounds(asked, null)
        expect(fitting.ok && fitting.order).toMatchObject({
          connectionId: asked.connection_id,
          methods: asked.allowed_methods,
          paths: asked.allowed_paths,
          ttlSeconds: asked.ttl_seconds,
          deniedQueryParameters: asked.deny_query_params ?? [],
        })
      }),
    )
  })
})
