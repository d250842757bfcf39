import { type Answer, type Ask, type ControlPlane, startControlPlane } from '../testing/harness.testing.js'
import { expectOk, makeSealedKey, makeVaultRecord, type Person, registerPerson } from '../testing/people.testing.js'

let controlPlane: ControlPlane
let person: Person

beforeAll(async () => {
  controlPlane = await startControlPlane()
})
beforeEach(async () => {
  person = await registerPerson(controlPlane)
})
afterAll(() => controlPlane.close())

const ask = (method: string, path: string, json?: unknown): Promise<Answer> => {
  const carried: Ask = { session: person.session, ...(json !== undefined && { json }) }
  return controlPlane.ask(method, path, carried)
}
const keysOf = async ({ session }: Person): Promise<unknown[]> =>
  expectOk(await controlPlane.ask('GET', '/v1/keys', { session })).data.keys

const change = (version: number, content: ReturnType<typeof makeVaultRecord>): unknown => ({ version, ...content })

describe('400', () => {
  it.each([
    ['less memory than 64 MiB', { memoryKiB: 65535 }],
    ['fewer passes than 3', { iterations: 2 }],
    ['two lanes', { parallelism: 2 }],
    ['another algorithm', { algorithm: 'pbkdf2' }],
    ['a salt of another length', { salt: 'AAAA' }],
  ])('refuses a vault key that was derived with %s', async (_, weaker) => {
    const record = makeVaultRecord()
    const answer = await ask('POST', '/v1/vault', { ...record, kdf: { ...record.kdf, ...weaker } })
    expect([answer.status, answer.code]).toEqual([400, 'invalid_request'])
    expect((await ask('GET', '/v1/vault')).status).toBe(404)
  })

  it.each(['key', 'masterPassword', 'plaintext'])('takes no field %s: only ciphertext comes in', async (field) => {
    const answer = await ask('POST', '/v1/keys', { ...makeSealedKey(), [field]: 'sk-canary' })
    expect([answer.status, answer.code]).toEqual([400, 'invalid_request'])
    expect(await keysOf(person)).toEqual([])
  })

  it.each(['nonsense', 'openai-compatible2', 'open-ai'])('refuses the unknown provider %s', async (provider) => {
    const answer = await ask('POST', '/v1/keys', makeSealedKey(provider))
    expect([answer.status, answer.code]).toEqual([400, 'provider_unknown'])
  })

  it.each(['https://a.example:443', 'https://a.example:99999', 'https://1.2'])(
    'refuses %s, which the relay would spell differently and never open',
    async (provider) => {
      const answer = await ask('POST', '/v1/keys', makeSealedKey(provider))
      expect([answer.status, answer.code]).toEqual([400, 'invalid_request'])
    },
  )
})

describe('401', () => {
  it.each([
    ['GET', '/v1/vault'],
    ['GET', '/v1/keys'],
    ['DELETE', '/v1/keys/openai'],
  ])('shows %s %s to nobody who is not signed in', async (method, path) => {
    const answer = await controlPlane.ask(method, path)
    expect([answer.status, answer.code]).toEqual([401, 'unauthenticated'])
  })
})

describe('404', () => {
  it('has no vault before the browser made one', async () => {
    expect((await ask('GET', '/v1/vault')).code).toBe('not_found')
    expect((await ask('PUT', '/v1/vault', change(1, makeVaultRecord()))).code).toBe('not_found')
  })

  it('deletes no key of somebody else', async () => {
    const other = await registerPerson(controlPlane)
    expectOk(await ask('POST', '/v1/keys', makeSealedKey()))
    const answer = await controlPlane.ask('DELETE', '/v1/keys/openai', { session: other.session })
    expect([answer.status, answer.code]).toEqual([404, 'not_found'])
    expect(await keysOf(person)).toHaveLength(1)
  })

  it('deletes only the key of the label', async () => {
    expectOk(await ask('POST', '/v1/keys', { ...makeSealedKey(), label: 'work' }))
    expect((await ask('DELETE', '/v1/keys/openai')).code).toBe('not_found')
    expectOk(await ask('DELETE', '/v1/keys/openai?label=work'))
    expect(await keysOf(person)).toEqual([])
  })
})

describe('409', () => {
  it('never overwrites a vault: its key would be lost', async () => {
    const record = makeVaultRecord()
    const answers = await Promise.all([record, record, record].map((one) => ask('POST', '/v1/vault', one)))
    expect(answers.map(({ code }) => code ?? 'made').sort()).toEqual(['made', 'vault_exists', 'vault_exists'])
    expect((await ask('POST', '/v1/vault', makeVaultRecord())).code).toBe('vault_exists')
    expect((await ask('GET', '/v1/vault')).data).toEqual({ version: 1, ...record, passkeys: [] })
  })

  it('lets one of two changes of the master password at once win', async () => {
    expectOk(await ask('POST', '/v1/vault', makeVaultRecord()))
    const records = [makeVaultRecord(), makeVaultRecord()]
    const answers = await Promise.all(records.map((record) => ask('PUT', '/v1/vault', change(1, record))))
    expect(answers.map(({ code }) => code ?? 'changed').sort()).toEqual(['changed', 'vault_changed'])
    const winner = records[answers.findIndex(({ status }) => status === 200)]
    expect((await ask('GET', '/v1/vault')).data).toEqual({ version: 2, ...winner, passkeys: [] })
  })

  it('replaces a key only when asked to', async () => {
    const first = makeSealedKey()
    expectOk(await ask('POST', '/v1/keys', first))
    expect((await ask('POST', '/v1/keys', makeSealedKey())).code).toBe('key_exists')
    expect(await keysOf(person)).toMatchObject([first])
  })

  it('keeps 200 keys and not one more, however many come at once', async () => {
    const row = `SELECT $1, 'openai', 'label ' || n, 'c', 's', 'i', now(), now() FROM generate_series(1, 198) n`
    await controlPlane.database.query(`INSERT INTO vault_keys ${row}`, [person.accountId])
    const labels = ['a', 'b', 'c', 'd', 'e', 'f']
    const answers = await Promise.all(labels.map((label) => ask('POST', '/v1/keys', { ...makeSealedKey(), label })))
    expect(answers.map(({ code }) => code ?? 'added').sort()).toEqual(['added', 'added', ...Array(4).fill('too_many')])
  })
})

describe('a new wrapping of the vault key', () => {
  const wrap = (more = {}) => ask('PUT', '/v1/vault', { ...(change(1, makeVaultRecord()) as object), ...more })
  beforeEach(async () => {
    expectOk(await ask('POST', '/v1/vault', makeVaultRecord()))
    const old = "UPDATE sessions SET created_at = now() - interval '16 minutes' WHERE account_id = $1"
    await controlPlane.database.query(old, [person.accountId])
  })

  it('takes more than a session that has been open for a while: it throws away the only one there is', async () => {
    const before = expectOk(await ask('GET', '/v1/vault')).data
    const answers = [await wrap(), await wrap({ password: 'not the password' })]
    expect(answers.map(({ status, code }) => [status, code])).toEqual([
      [403, 'recent_sign_in_required'],
      [401, 'invalid_credentials'],
    ])
    expect(expectOk(await ask('GET', '/v1/vault')).data).toEqual(before)
  })

  it('is taken with the password, of which nothing is kept', async () => {
    const { data } = expectOk(await wrap({ password: person.password }))
    expect(data.version).toBe(2)
    expect(JSON.stringify(data)).not.toContain(person.password)
  })
})

describe('200', () => {
  it('gives back the vault exactly as it came', async () => {
    const record = makeVaultRecord()
    const made = await ask('POST', '/v1/vault', record)
    expect([made.status, made.data]).toEqual([201, { version: 1, ...record, passkeys: [] }])
    const next = makeVaultRecord()
    const changed = await ask('PUT', '/v1/vault', change(1, next))
    expect([changed.status, changed.data]).toEqual([200, { version: 2, ...next, passkeys: [] }])
  })

  it('adds, replaces, lists and deletes keys', async () => {
    const [first, second] = [makeSealedKey(), makeSealedKey('https://llm.example')]
    const added = await ask('POST', '/v1/keys', first)
    expect([added.status, added.data.key]).toMatchObject([201, { ...first, label: 'default' }])
    expectOk(await ask('POST', '/v1/keys', second))
    const newer = makeSealedKey()
    const replaced = await ask('POST', '/v1/keys', { ...newer, replace: true })
    expect([replaced.status, replaced.data.key]).toMatchObject([200, { ...newer, createdAt: added.data.key.createdAt }])
    expect(await keysOf(person)).toMatchObject([newer, second])
    expect((await ask('DELETE', '/v1/keys/https%3A%2F%2Fllm.example')).json).toEqual({ success: true })
    expect(await keysOf(person)).toMatchObject([newer])
  })

  it('shows each person only their own', async () => {
    const other = await registerPerson(controlPlane)
    expectOk(await ask('POST', '/v1/keys', makeSealedKey()))
    expectOk(await ask('POST', '/v1/vault', makeVaultRecord()))
    expect(await keysOf(other)).toEqual([])
    expect((await controlPlane.ask('GET', '/v1/vault', { session: other.session })).code).toBe('not_found')
  })
})
