import { USAGE_RECEIPTS_MAX } from '@1relay/contracts'
import { UsageIntake } from '../usage/index.js'
import { type ControlPlane, INTERNAL_SECRET, startControlPlane } from '../testing/harness.testing.js'
import { makeEvent } from '../testing/usage.testing.js'

let controlPlane: ControlPlane

beforeAll(async () => {
  controlPlane = await startControlPlane()
})
afterAll(() => controlPlane.close())

const ask = (json: unknown, secret = INTERNAL_SECRET) =>
  controlPlane.ask('POST', '/internal/usage/missing', { json, headers: { authorization: `Bearer ${secret}` } })

describe('400', () => {
  it.each([
    ['nothing', {}],
    ['no list', { events: 'all' }],
    ['an event without a name', { events: [{ at: 1 }] }],
    ['a time that no row can have', { events: [{ at: 1e20, requestId: 'r' }] }],
    ['too many', { events: Array.from({ length: USAGE_RECEIPTS_MAX + 1 }, () => ({ at: 1, requestId: 'r' })) }],
  ])('refuses %s', async (_, json) => {
    expect(await ask(json)).toMatchObject({ status: 400, code: 'invalid_request' })
  })
})

describe('401', () => {
  it('answers nobody but our own relays', async () => {
    expect((await ask({ events: [] }, `${INTERNAL_SECRET}x`)).status).toBe(401)
  })
})

describe('200', () => {
  it('names those events that are not recorded, of any month', async () => {
    const now = Date.now()
    const kept = [makeEvent({ at: now }), makeEvent({ at: now - 40 * 86_400_000 })]
    await controlPlane.server.app.get(UsageIntake, { strict: false }).take({ events: kept })
    const lost = [
      { at: now, requestId: 'lost' },
      { at: now + 1, requestId: kept[0]?.requestId },
    ]
    const { data } = await ask({ events: [...kept.map(({ at, requestId }) => ({ at, requestId })), ...lost] })
    expect(data.missing.sort()).toEqual(lost.map(({ requestId }) => requestId).sort())
    expect((await ask({ events: [] })).data).toEqual({ missing: [] })
  })
})
