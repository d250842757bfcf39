import { openWithToken } from '@1relay/vault'
import pg from 'pg'
import { call, canary } from '../../house/api.js'
import { dumpPostgres, dumpRedis, findSecrets } from '../../house/dump.js'
import { house, serverSecrets } from '../../house/house.js'
import { addKey, connect, makeApp, makeBotToken, makePerson } from '../../house/person.js'
import { waitForUsage } from '../../house/usage.js'

/** What a thief finds of the credential. */
const sealedCredential = async (grantId: string): Promise<{ iv: string; ciphertext: string }> => {
  const client = new pg.Client(house().databaseUrl)
  await client.connect()
  const found = await client.query<{ credentials: { iv: string; ciphertext: string }[] }>(
    'SELECT credentials FROM grants WHERE id = $1',
    [grantId],
  )
  await client.end()
  return found.rows[0]!.credentials[0]!
}

const halvesOf = (token: string): string[] => token.split('_').filter((part) => part.length === 43)

/** One person with everything: a vault, an app, a connection and a bot token, each used once. */
const live = async () => {
  const person = await makePerson()
  const key = canary('sk-proj-')
  await addKey(person, 'openai', key)
  const app = await makeApp(person)
  const connection = await connect(person, app, { keys: { openai: key } })
  const bot = await makeBotToken(person, { keys: { openai: key } })
  for (const token of [connection.accessToken, bot.token]) {
    const body = { model: 'openai/gpt-4o-mini', messages: [{ role: 'user', content: 'hello' }] }
    expect((await call('/v1/proxy/chat/completions', { as: token, body })).status).toBe(200)
  }
  await waitForUsage(person, connection.connectionId)
  const secrets: Record<string, string> = {
    'the provider key': key,
    'the master password': person.masterPassword,
    'the account password': person.password,
    'the client secret': halvesOf(app.clientSecret)[0]!,
    'the session': halvesOf(person.session)[0]!,
    'the link token': halvesOf(connection.linkToken)[0]!,
    'the vault key': Buffer.from(person.vaultKey).toString('latin1'),
  }
  for (const [name, token] of Object.entries({ connection: connection.accessToken, bot: bot.token })) {
    halvesOf(token).forEach((half, index) => (secrets[`half ${index + 1} of the ${name}'s token`] = half))
  }
  return { key, secrets, connection }
}

describe('a dump of the database', () => {
  it('contains no key, no password and no half of any token, and neither does Redis', async () => {
    const { secrets, connection } = await live()
    expect(Object.keys(secrets)).toHaveLength(11)
    const [postgres, redis] = [await dumpPostgres(), await dumpRedis()]
    expect(postgres).toContain(connection.connectionId)
    expect(redis).toContain(connection.connectionId)
    expect(findSecrets(postgres, secrets)).toEqual([])
    expect(findSecrets(redis, secrets)).toEqual([])
  })

  it('opens no credential, even with every secret of every server', async () => {
    const { key, connection } = await live()
    const redis = await dumpRedis()
    const dump = `${await dumpPostgres()}\n${redis}`
    const sealed = await sealedCredential(connection.grantId)
    const open = (seal: string) =>
      openWithToken({ seal, grantId: connection.grantId, upstream: 'openai', sealed }).then((bytes) =>
        Buffer.from(bytes).toString(),
      )
    // The attempt is a real one: the half that only the app has does open it.
    expect(await open(connection.seal)).toBe(key)
    const words = new Set([
      ...(dump.match(/[\w+/=-]{16,}/g) ?? []),
      ...(JSON.stringify(serverSecrets()).match(/[\w+/=-]{8,}/g) ?? []),
    ])
    const opened: string[] = []
    for (const word of words)
      await open(word).then(
        (text) => opened.push(text),
        () => undefined,
      )
    expect(words.size).toBeGreaterThan(20)
    expect(opened).toEqual([])
  })
})
