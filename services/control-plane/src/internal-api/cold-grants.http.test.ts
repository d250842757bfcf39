import { redisKeys } from '@1relay/contracts'
import { makeId } from '@1relay/vault'
import { Redis } from 'ioredis'
import { authorize, connect, type LinkParties, makeParties } from '../testing/grants.testing.js'
import { type ControlPlane, INTERNAL_SECRET, startControlPlane } from '../testing/harness.testing.js'

let controlPlane: ControlPlane
let parties: LinkParties
let redis: Redis

beforeAll(async () => {
  controlPlane = await startControlPlane()
  redis = new Redis(controlPlane.redisUrl)
  parties = await makeParties(controlPlane)
})
afterAll(async () => {
  redis.disconnect()
  await controlPlane.close()
})

const rebuild = (id: string, secret = INTERNAL_SECRET) =>
  controlPlane.ask('GET', `/internal/grants/${id}`, { headers: { authorization: `Bearer ${secret}` } })

describe('401', () => {
  it('refuses everybody without the internal secret, people and apps too', async () => {
    const { connectionId } = await connect(controlPlane, parties)
    const path = `/internal/grants/${connectionId}`
    for (const who of [{}, { session: parties.person.session }, { app: parties.app }]) {
      expect((await controlPlane.ask('GET', path, who)).status).toBe(401)
    }
    expect((await rebuild(connectionId, `${INTERNAL_SECRET}x`)).status).toBe(401)
  })
})

describe('404', () => {
  it.each([makeId(), 'x', '%00', '0'.repeat(400)])('knows no grant %s', async (id) => {
    expect((await rebuild(id)).status).toBeGreaterThanOrEqual(400)
    expect((await rebuild(id)).status).toBeLessThanOrEqual(404)
  })
})

describe('200', () => {
  it('brings a grant back after Redis lost everything', async () => {
    const { connectionId } = await connect(controlPlane, parties)
    const key = redisKeys.grant(connectionId)
    const before = JSON.parse((await redis.get(key)) ?? 'null')
    await redis.flushdb()
    expect((await rebuild(connectionId)).json).toEqual({ success: true, data: { grant: before } })
    expect(JSON.parse((await redis.get(key)) ?? 'null')).toEqual(before)
    expect(await redis.hget(redisKeys.state(parties.person.accountId, connectionId), 'v')).toBe(String(before.version))
  })

  it('answers that a grant is dead which was revoked, or never exchanged', async () => {
    const pending = await authorize(controlPlane, parties)
    expect((await rebuild(pending.grantId)).data.grant).toMatchObject({ status: 'dead' })
    const { connectionId } = await connect(controlPlane, parties)
    await controlPlane.ask('DELETE', `/v1/connections/${connectionId}`, { app: parties.app })
    await redis.flushdb()
    expect((await rebuild(connectionId)).data.grant).toMatchObject({ status: 'dead' })
  })
})
