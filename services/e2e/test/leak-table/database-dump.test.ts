import { openWithToken } from '@1relay/vault'
import { call, canary } from '../../house/api.js'
import { dumpPostgres, dumpRedis, findSecrets } from '../../house/dump.js'
import { serverSecrets } from '../../house/house.js'
import { addKey, connect, makeApp, makeBotToken, makePerson } from '../../house/person.js'
import { waitForUsage } from '../../house/usage.js'

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
    const projection = /\{\\"status\\":\\"live\\"[^\n]*/.exec(
      redis.split('\n').find((line) => line.includes(connection.connectionId) && line.includes('ciphertext')) ?? '',
    )?.[0]
    const { iv, ciphertext } = /"iv\\?":\\?"(?<iv>[\w-]{16})\\?","ciphertext\\?":\\?"(?<ciphertext>[\w-]+)/.exec(
      projection ?? dump,
    )!.groups as { iv: string; ciphertext: string }
    const open = (seal: string) =>
      openWithToken({ seal, grantId: connection.grantId, upstream: 'openai', sealed: { iv, ciphertext } }).then(
        (bytes) => Buffer.from(bytes).toString(),
      )
    // The attempt is a real one: the half that only the app has does open it.
    expect(await open(connection.seal)).toBe(key)
    const words = new Set([
      ...(dump.match(/[\w+/=-]{16,}/g) ?? []),
      ...Object.values(serverSecrets()).filter((value) => typeof value === 'string'),
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
