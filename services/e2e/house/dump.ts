import { Redis } from 'ioredis'
import pg from 'pg'
import { house } from './house.js'

/** Every row of every table, as text: what somebody has who stole the database. */
export const dumpPostgres = async (): Promise<string> => {
  const client = new pg.Client(house().databaseUrl)
  await client.connect()
  try {
    const tables = await client.query<{ name: string }>(
      `SELECT quote_ident(schemaname) || '.' || quote_ident(tablename) AS name FROM pg_tables
       WHERE schemaname NOT IN ('pg_catalog', 'information_schema')`,
    )
    const parts: string[] = []
    for (const { name } of tables.rows) {
      const rows = await client.query<{ row: string }>(`SELECT row_to_json(t)::text AS row FROM ${name} t`)
      parts.push(name, ...rows.rows.map(({ row }) => row))
    }
    return parts.join('\n')
  } finally {
    await client.end()
  }
}

const readValue = async (redis: Redis, key: string): Promise<unknown> => {
  switch (await redis.type(key)) {
    case 'string':
      return redis.get(key)
    case 'hash':
      return redis.hgetall(key)
    case 'list':
      return redis.lrange(key, 0, -1)
    case 'set':
      return redis.smembers(key)
    case 'zset':
      return redis.zrange(key, '0', '-1')
    case 'stream':
      return redis.xrange(key, '-', '+')
    default:
      return null
  }
}

/** Every key and value of Redis, as text. */
export const dumpRedis = async (): Promise<string> => {
  const redis = new Redis(house().redisUrl)
  try {
    const parts: string[] = []
    for await (const keys of redis.scanStream({ count: 500 }) as AsyncIterable<string[]>) {
      for (const key of keys) parts.push(key, JSON.stringify(await readValue(redis, key)))
    }
    return parts.join('\n')
  } finally {
    redis.disconnect()
  }
}

/** The forms in which a secret could lie somewhere: plain, hex and both base64 alphabets. */
export const formsOf = (secret: string): string[] => {
  const bytes = Buffer.from(secret)
  return [secret, bytes.toString('hex'), bytes.toString('base64').replace(/=+$/, ''), bytes.toString('base64url')]
}

/** Which of the named secrets a text contains, in any form. */
export const findSecrets = (text: string, secrets: Record<string, string>): string[] =>
  Object.entries(secrets)
    .filter(([, secret]) => formsOf(secret).some((form) => text.includes(form)))
    .map(([name]) => name)

/** Every way in which a key could have left a browser in the clear, or nearly so. */
export const shapesOf = (secret: string): string[] => [
  secret,
  Buffer.from(secret).toString('base64').slice(0, 40),
  Buffer.from(secret).toString('hex').slice(0, 40),
  encodeURIComponent(secret),
  secret.slice(9, 29),
]

/** A page of a workspace has sent something, and this secret in none of its shapes. */
export const expectNeverSent = (sent: readonly string[], secret: string): void => {
  const all = sent.join('\n')
  expect(all).toContain('/v1/workspaces/')
  expect(shapesOf(secret).filter((shape) => all.includes(shape))).toEqual([])
}
