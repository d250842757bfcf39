import { once } from 'node:events'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { Redis } from 'ioredis'
import pg from 'pg'
import { canary } from '../../house/api.js'
import { house } from '../../house/house.js'
import { startOwnRelay, type OwnRelay } from '../../house/own-relay.js'
import { connect, makeApp, makePerson } from '../../house/person.js'

let attacker: Server
let seen: string[]
let relay: OwnRelay

beforeAll(async () => {
  seen = []
  attacker = createServer((request, response) => {
    seen.push(JSON.stringify(request.headers))
    response.end('{}')
  }).listen(0, '127.0.0.1')
  await once(attacker, 'listening')
  const origin = `http://127.0.0.1:${(attacker.address() as AddressInfo).port}`
  relay = await startOwnRelay({ groq: origin, openai: origin })
})

afterAll(async () => {
  await relay.stop()
  attacker.close()
})

/** What somebody does who can write PostgreSQL and Redis: makes the grant's sealed key one of another provider. */
const redirect = async (grantId: string): Promise<number> => {
  const client = new pg.Client(house().databaseUrl)
  await client.connect()
  const { rowCount } = await client.query(
    `UPDATE grants SET credentials = replace(credentials::text, '"openai"', '"groq"')::jsonb
     WHERE id = $1 AND credentials::text LIKE '%"openai"%'`,
    [grantId],
  )
  await client.end()
  const redis = new Redis(house().redisUrl)
  const text = await redis.get(`1r:grant:${grantId}`)
  await redis.set(`1r:grant:${grantId}`, (text ?? '').replace('"upstream":"openai"', '"upstream":"groq"'))
  redis.disconnect()
  return rowCount ?? 0
}

describe('somebody who can write the database', () => {
  it('cannot make the relay send a key to another host: what is sealed for one upstream opens for no other', async () => {
    const person = await makePerson()
    const key = canary('sk-proj-')
    const { grantId, accessToken } = await connect(person, await makeApp(person), { keys: { openai: key } })
    expect(await redirect(grantId)).toBe(1)
    const answer = await fetch(`${relay.origin}/v1/proxy/passthrough/groq/openai/v1/models`, {
      headers: { authorization: `Bearer ${accessToken}` },
    })
    expect(answer.status).toBe(401)
    expect(seen).toEqual([])
  })

  it('is a real attempt: untouched, the same relay sends the key to the upstream that it is sealed for', async () => {
    const person = await makePerson()
    const key = canary('sk-proj-')
    const { accessToken } = await connect(person, await makeApp(person), { keys: { openai: key } })
    const answer = await fetch(`${relay.origin}/v1/proxy/passthrough/openai/v1/models`, {
      headers: { authorization: `Bearer ${accessToken}` },
    })
    expect(answer.status).toBe(200)
    expect(seen.join()).toContain(key)
  })
})
