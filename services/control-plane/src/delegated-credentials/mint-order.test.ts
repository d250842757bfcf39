import type { ProvisionerBounds } from '../management-tokens/index.js'
import { fitToBounds, type MintBody } from './mint-order.js'

const body: MintBody = {
  connection_id: 'conn_a',
  name: 'agent-run',
  allowed_methods: ['GET'],
  allowed_paths: ['/crm/v3/objects/contacts/*'],
  ttl_seconds: 900,
}
const bounds: ProvisionerBounds = {
  connectionIds: ['conn_a'],
  methods: ['GET'],
  paths: ['/crm/v3/objects/**'],
  ttlSecondsMax: 900,
  liveKeysMax: 1,
}
const excess = (asked: Partial<MintBody>, limit: Partial<ProvisionerBounds> = {}) => {
  const fitting = fitToBounds({ ...body, ...asked }, { ...bounds, ...limit })
  return fitting.ok ? [] : fitting.excess.map(({ field }) => field)
}

describe('fitToBounds', () => {
  it.each<[string, Partial<MintBody>, Partial<ProvisionerBounds>]>([
    ['/connection_id', { connection_id: 'conn_b' }, {}],
    ['/allowed_methods/1', { allowed_methods: ['GET', 'POST'] }, {}],
    ['/allowed_paths/0', { allowed_paths: ['/crm/v3/**'] }, {}],
    ['/allowed_paths/1', { allowed_paths: ['/crm/v3/objects/x', '/admin'] }, {}],
    ['/ttl_seconds', { ttl_seconds: 901 }, {}],
    ['/requests_per_minute', { requests_per_minute: 11 }, { requestsPerMinuteMax: 10 }],
    ['/concurrent_requests', { concurrent_requests: 3 }, { concurrentRequestsMax: 2 }],
    [
      '/budgets/0/cap_micros',
      { budgets: [{ period: 'day', cap_micros: 2 }] },
      { budgets: [{ period: 'day', capMicros: 1 }] },
    ],
    ['/allowed_ips/0', { allowed_ips: ['0.0.0.0/0'] }, { cidrs: ['10.0.0.0/8'] }],
    ['/allowed_ips/0', { allowed_ips: ['::ffff:0.0.0.0/96'] }, { cidrs: ['10.0.0.0/8'] }],
    ['/allowed_ips/0', { allowed_ips: ['2001:db8::/32'] }, { cidrs: ['10.0.0.0/8'] }],
  ])('refuses too much of %s', (field, asked, limit) => {
    expect(excess(asked, limit)).toEqual([field])
  })

  it('sets what is left out to the bound', () => {
    const limit = {
      cidrs: ['10.0.0.0/8'],
      requestsPerMinuteMax: 10,
      budgets: [{ period: 'day' as const, capMicros: 5 }],
      deniedQueryParameters: ['a'],
    }
    const fitting = fitToBounds({ ...body, deny_query_params: ['b'] }, { ...bounds, ...limit })
    expect(fitting.ok && fitting.order).toMatchObject({
      limits: { requestsPerMinute: 10 },
      budgets: [{ period: 'day', capMicros: 5 }],
      network: { mode: 'allowlist', cidrs: ['10.0.0.0/8'] },
      deniedQueryParameters: ['a', 'b'],
    })
  })

  it('lets a body be narrower than the bound', () => {
    const limit = { cidrs: ['10.0.0.0/8'], requestsPerMinuteMax: 10, concurrentRequestsMax: 5 }
    const asked = { allowed_ips: ['10.1.2.3'], requests_per_minute: 1, concurrent_requests: 1, ttl_seconds: 60 }
    const fitting = fitToBounds({ ...body, ...asked }, { ...bounds, ...limit })
    expect(fitting.ok && fitting.order).toMatchObject({
      limits: { requestsPerMinute: 1, concurrentRequests: 1 },
      network: { mode: 'allowlist', cidrs: ['10.1.2.3/32'] },
      ttlSeconds: 60,
    })
  })
})
