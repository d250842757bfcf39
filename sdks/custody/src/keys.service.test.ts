import { addKey, openKey, replaceKey } from './index.js'
import { MemoryVaultApi, MemoryWire } from './memory.js'
import { get, secretKey, text, utf8 } from './house.testing.js'

const accountId = 'AccountAccount01'
const place = { provider: 'openai', label: 'default' }
const setUp = () => {
  const wire = new MemoryWire()
  const vaultKey = crypto.getRandomValues(new Uint8Array(32))
  return { wire, ports: { api: new MemoryVaultApi(wire) }, owner: { accountId, vaultKey } }
}

describe('adding a key', () => {
  it('overwrites the typed bytes even when the server refuses them', async () => {
    const { wire, ports, owner } = setUp()
    wire.failNext({ code: 'too_many' })
    const credential = utf8(secretKey)
    const added = await addKey(ports, { ...owner, ...place, credential })
    expect(added).toMatchObject({ problem: { code: 'too_many' } })
    expect(credential.every((byte) => byte === 0)).toBe(true)
  })

  it('never takes the place of another one by accident', async () => {
    const { ports, owner } = setUp()
    get(await addKey(ports, { ...owner, ...place, credential: utf8(secretKey) }))
    const again = await addKey(ports, { ...owner, ...place, credential: utf8('sk-other') })
    expect(again).toMatchObject({ problem: { code: 'key_exists' } })
  })

  it('stores what only this vault opens, in its place, and sends no plaintext', async () => {
    const { wire, ports, owner } = setUp()
    const item = get(await addKey(ports, { ...owner, ...place, credential: utf8(secretKey) }))
    expect(text(get(await openKey({ ...owner, item })))).toBe(secretKey)
    expect(wire.sent.join()).not.toContain(secretKey)
  })
})

describe('replacing a key', () => {
  it('puts the new credential in the place of the old one', async () => {
    const { ports, owner } = setUp()
    get(await addKey(ports, { ...owner, ...place, credential: utf8('sk-old') }))
    const item = get(await replaceKey(ports, { ...owner, ...place, credential: utf8(secretKey) }))
    expect(text(get(await openKey({ ...owner, item })))).toBe(secretKey)
    expect(ports.api.keys).toHaveLength(1)
  })
})

describe('opening a key', () => {
  it.each([
    ['moved to another place', { label: 'other' }],
    ['changed into something that is no item', { iv: 'x' }],
  ])('names the one that the server has %s', async (_, change) => {
    const { ports, owner } = setUp()
    const item = get(await addKey(ports, { ...owner, ...place, credential: utf8(secretKey) }))
    const changed = { ...item, ...change }
    const subject = `openai (${changed.label})`
    expect(await openKey({ ...owner, item: changed })).toEqual({
      ok: false,
      problem: { code: 'key_unreadable', subject },
    })
  })
})
