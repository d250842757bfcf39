import { makeHalf, makeId, openWithToken, wrapSealHalf } from '@1relay/vault'
import { addKey, listHoldingGrants, replaceKey, resealGrants } from './index.js'
import { MemoryVaultApi, MemoryWire } from './memory.js'
import { get, secretKey, text, utf8 } from './house.testing.js'

const accountId = 'AccountAccount01'
const place = { provider: 'openai', label: 'work' }

/** A vault with a key that is held by so many grants, and then replaced. */
const setUp = async (count: number) => {
  const wire = new MemoryWire()
  const api = new MemoryVaultApi(wire)
  const vaultKey = crypto.getRandomValues(new Uint8Array(32))
  const owner = { accountId, vaultKey }
  get(await addKey({ api }, { ...owner, ...place, credential: utf8('sk-old') }))
  const seals = new Map<string, string>()
  for (let i = 0; i < count; i++) {
    const [grantId, seal] = [makeId(), makeHalf()]
    const ownerEnvelope = await wrapSealHalf({ ...owner, grantId, seal })
    seals.set(grantId, seal)
    const terms = { kind: 'connection' as const, name: `App ${i}`, status: 'active' as const, version: 1 }
    api.grants.push({ grantId, ...terms, ownerEnvelope, credentials: [place] })
  }
  const item = get(await replaceKey({ api }, { ...owner, ...place, credential: utf8(secretKey) }))
  const opens = async (grantId: string) => {
    const sealed = api.grants.find((grant) => grant.grantId === grantId)?.sealed
    const seal = seals.get(grantId)
    if (sealed === undefined || seal === undefined) return undefined
    return text(await openWithToken({ seal, grantId, upstream: 'openai', sealed }))
  }
  return { wire, api, ports: { api }, owner, item, seals, opens }
}

describe('resealing', () => {
  it('says which one has an envelope that the server has changed, and does the others', async () => {
    const { api, ports, owner, item, opens } = await setUp(3)
    const [first, second, third] = api.grants
    if (!first || !second || !third) throw new Error('three grants were made')
    second.ownerEnvelope = first.ownerEnvelope
    const grants = get(await listHoldingGrants(ports, place))
    const report = get(await resealGrants(ports, { ...owner, item, grants }))
    expect(report.failed).toMatchObject([{ grant: { name: 'App 1' }, problem: { code: 'envelope_unreadable' } }])
    expect(await Promise.all([first, third].map(({ grantId }) => opens(grantId)))).toEqual([secretKey, secretKey])
  })

  it('keeps what a broken network left undone apart, so that it can be tried again', async () => {
    const { wire, api, ports, owner, item, opens } = await setUp(25)
    const grants = get(await listHoldingGrants(ports, place))
    wire.failNext({ code: 'network' })
    const report = get(await resealGrants(ports, { ...owner, item, grants }))
    expect([report.resealed.length, report.failed.length]).toEqual([5, 20])
    const again = report.failed.map(({ grant }) => grant)
    const second = get(await resealGrants(ports, { ...owner, item, grants: again }))
    expect([second.resealed.length, second.failed]).toEqual([20, []])
    for (const { grantId } of api.grants) expect(await opens(grantId)).toBe(secretKey)
  })

  it('looks again at one that changed at the same moment, and leaves one alone that does not hold the key any more', async () => {
    const { api, ports, owner, item, opens } = await setUp(3)
    const grants = get(await listHoldingGrants(ports, place)).map((grant) => ({ ...grant }))
    const [changed, moved, ended] = api.grants
    if (!changed || !moved || !ended) throw new Error('three grants were made')
    changed.version = 5
    Object.assign(moved, { version: 5, credentials: [{ provider: 'openai', label: 'home' }] })
    api.grants = [changed, moved]
    const report = get(await resealGrants(ports, { ...owner, item, grants }))
    expect(report).toEqual({ resealed: [changed.grantId], ended: [ended.grantId, moved.grantId], failed: [] })
    expect(await opens(changed.grantId)).toBe(secretKey)
    expect(moved.sealed).toBeUndefined()
  })

  it('reaches every grant on every page, tells its progress, and sends no secret', async () => {
    const { wire, ports, owner, item, seals, opens } = await setUp(55)
    const grants = get(await listHoldingGrants(ports, place))
    const progress: number[] = []
    const report = get(
      await resealGrants(ports, { ...owner, item, grants, onProgress: (settled) => progress.push(settled) }),
    )
    expect([report.resealed.length, report.failed, progress]).toEqual([55, [], [20, 40, 55]])
    for (const grantId of seals.keys()) expect(await opens(grantId)).toBe(secretKey)
    const sent = wire.sent.join('\n')
    for (const secret of [secretKey, ...seals.values()]) expect(sent).not.toContain(secret)
    expect(owner.vaultKey.some((byte) => byte !== 0)).toBe(true)
  })
})
