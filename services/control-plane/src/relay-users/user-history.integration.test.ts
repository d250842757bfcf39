import { parseToken } from '@1relay/vault'
import { Housekeeping } from '../housekeeping/index.js'
import { type ControlPlane, startControlPlane } from '../testing/harness.testing.js'
import { makeEvent } from '../testing/usage.testing.js'
import { UsageIntake } from '../usage/index.js'
import { RelayUsers, type ShownToken } from './index.js'

const DAY_MS = 86_400_000
let controlPlane: ControlPlane
let users: RelayUsers
let lead = 0

beforeAll(async () => {
  controlPlane = await startControlPlane({ clock: () => new Date(Date.now() + lead) })
  users = controlPlane.server.app.get(RelayUsers)
})
beforeEach(() => {
  lead = 0
})
afterAll(() => controlPlane.close())

const register = async (): Promise<ShownToken> => {
  const { token = '' } = await users.register({ app_id: 'app' })
  const found = await users.find(token)
  if (found === undefined || !parseToken(token).ok) throw new Error('not registered')
  return found
}
const call = ({ id }: ShownToken) =>
  controlPlane.server.app.get(UsageIntake).take({ events: [makeEvent({ grantId: id, ledgerId: id, at: Date.now() })] })
const count = async (table: string, column: string, { id }: ShownToken): Promise<number> => {
  const [row] = await controlPlane.database.query(`SELECT count(*)::int AS n FROM ${table} WHERE ${column} = $1`, [id])
  return row.n
}
const round = () => controlPlane.server.app.get(Housekeeping).round()

describe('a person who deleted themselves', () => {
  it('leaves no usage, and two days later no row, nor what was recorded late', async () => {
    const token = await register()
    await call(token)
    expect(await count('usage_events', 'owner_id', token)).toBe(1)
    await users.delete(token)
    expect(await count('usage_events', 'owner_id', token)).toBe(0)
    await call(token)
    lead = DAY_MS
    await round()
    expect(await count('grants', 'id', token)).toBe(1)
    lead = 3 * DAY_MS
    await round()
    expect([await count('grants', 'id', token), await count('usage_events', 'owner_id', token)]).toEqual([0, 0])
    expect(await count('usage_daily', 'owner_id', token)).toBe(0)
  })
})

describe('a person who stays', () => {
  it('is left alone until their token has long expired', async () => {
    const token = await register()
    lead = 91 * DAY_MS
    await round()
    expect(await count('grants', 'id', token)).toBe(1)
    lead = 93 * DAY_MS
    await round()
    expect(await count('grants', 'id', token)).toBe(0)
  })

  it('keeps their usage while their token works', async () => {
    const token = await register()
    await call(token)
    lead = 30 * DAY_MS
    await round()
    expect([await count('grants', 'id', token), await count('usage_events', 'owner_id', token)]).toEqual([1, 1])
  })
})
