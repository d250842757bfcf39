import { redisKeys } from '@1relay/contracts'
import { Redis } from 'ioredis'
import { createBotToken } from '../testing/grants.testing.js'
import { type ControlPlane, startControlPlane } from '../testing/harness.testing.js'
import { registerPerson } from '../testing/people.testing.js'
import { Departures } from './departures.service.js'

let controlPlane: ControlPlane
let redis: Redis

beforeAll(async () => {
  controlPlane = await startControlPlane()
  redis = new Redis(controlPlane.redisUrl)
})
afterAll(async () => {
  redis.disconnect()
  await controlPlane.close()
})

describe('when relays cannot be told', () => {
  it('deletes nothing, and can be repeated', async () => {
    const person = await registerPerson(controlPlane)
    const { id } = await createBotToken(controlPlane, person)
    const account = () => controlPlane.ask('GET', '/v1/account', { session: person.session })
    const [accountId, departures] = [person.accountId, controlPlane.server.app.get(Departures)]
    const sessionId = person.session.split('_')[2] ?? ''
    const leaving = () => departures.depart({ accountId, sessionId }, person.password)
    await redis.del(redisKeys.grant(id))
    await redis.lpush(redisKeys.grant(id), 'not a string: every write of this projection fails')
    await expect(leaving()).rejects.toMatchObject({ code: 'limits_unavailable' })
    expect((await account()).status).toBe(200)
    await redis.del(redisKeys.grant(id))
    await leaving()
    expect((await account()).status).toBe(401)
    expect(JSON.parse((await redis.get(redisKeys.grant(id))) ?? '{}')).toMatchObject({ status: 'dead' })
  })
})
