import { fault } from '@1relay/faults'
import { exchangeProof, makeHalf, makeId, proofHash } from '@1relay/vault'
import { Grants, Ledgers, makeGrant } from '../grants/index.js'
import { MemoryGrantStore } from '../grants/grant-store.memory.js'
import { MemoryLedgerStore } from '../grants/ledger-store.memory.js'
import { Exchanges } from './exchange.service.js'

const NOW = new Date('2026-11-21T10:00:00.000Z')

const waiting = async () => {
  const [store, id, seal] = [new MemoryGrantStore(), makeId(), makeHalf()]
  const written: string[] = []
  let isAway = true
  const projections = {
    write: async ({ projection }: { projection: { status: string } }) => {
      if (isAway) throw fault('limits_unavailable', 'away')
      written.push(projection.status)
      return 'written' as const
    },
    readSpent: async () => [],
    readHeld: async () => [],
    writeLedger: async () => 'written' as const,
    readLedgerSpent: async () => undefined,
  }
  const findSpend = async () => new Map()
  const nothing = async () => ({ day: 0, week: 0, month: 0, total: 0 })
  const parts = { projections, clock: () => NOW }
  const ledgers = new Ledgers({ ...parts, store: new MemoryLedgerStore(), findSpend: nothing })
  const grants = new Grants({ ...parts, store, ledgers, findSpend })
  const proof = await exchangeProof({ seal, grantId: id })
  const until = new Date(NOW.getTime() + 1)
  const exchange = { proofHash: await proofHash(proof), until, exchangedAt: null, repeatKey: null }
  const rest = { name: 'App', verifier: null, scope: {}, limits: {}, budgets: [], credentials: [], expiresAt: null }
  const link = { kind: 'link', prefix: '1r_at', ownerId: makeId(), appId: 'app', userReference: null } as const
  await grants.add(makeGrant({ id, ...link, ...rest, ownerEnvelope: null, exchange, createdAt: NOW }))
  const ask = () =>
    new Exchanges(grants, () => NOW).exchange({ appId: 'app', body: { id, proof }, idempotencyKey: undefined })
  return { store, id, ask, written, comeBack: () => void (isAway = false) }
}

describe('an exchange while Redis is away', () => {
  it('has not happened: the app may try again without being taken for a thief', async () => {
    const { store, id, ask, written, comeBack } = await waiting()
    await expect(ask()).rejects.toMatchObject({ code: 'limits_unavailable' })
    expect(await store.find(id)).toMatchObject({
      state: 'pending',
      verifier: null,
      version: 3,
      exchange: { exchangedAt: null },
    })
    comeBack()
    expect(await ask()).toMatchObject({ connectionId: id })
    expect(await store.find(id)).toMatchObject({ state: 'active', version: 4 })
    expect(written).toEqual(['live'])
  })
})
