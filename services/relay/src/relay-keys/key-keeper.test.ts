import type { RelayKeyAnnouncement, RelaySealedCredential } from '@1relay/contracts'
import {
  makeConnectionId,
  makeRelayKeyPair,
  openProtectedKey,
  sealProtectedKey,
  type RelayKeyPair,
} from '@1relay/vault'
import { eventually } from '../../test/exchange.js'
import { KeySourceProblem, type KeySource } from '../key-source/index.js'
import { KeyKeeper, KeyRing, type KeyDesk } from './index.js'

const terms = { workspaceId: 'w1', auth: { kind: 'bearer' } } as const
const UPSTREAM = 'https://api.example.com'

const sealed = async ({ publicKey }: RelayKeyPair, secret: string): Promise<RelaySealedCredential> => {
  const connectionId = makeConnectionId()
  const bytes = new TextEncoder().encode(secret)
  const seal = await sealProtectedKey({ publicKey, connectionId, upstream: UPSTREAM, terms, secret: bytes })
  return { custody: 'relay', ownerId: connectionId, upstream: UPSTREAM, ...seal }
}

const raw = (...pairs: RelayKeyPair[]): Buffer[] => pairs.map(({ privateKey }) => Buffer.from(privateKey))

/** A control plane that keeps what it is told, and whose answers can fail. */
class MemoryDesk implements KeyDesk {
  readonly announced: RelayKeyAnnouncement[] = []
  readonly asked: number[] = []
  rows: RelaySealedCredential[] = []
  failures = 0

  async announce(announcement: RelayKeyAnnouncement): Promise<void> {
    if (this.failures-- > 0) throw new Error('the control plane answered 503')
    this.announced.push(announcement)
  }

  async waiting({ current, limit }: { current: string; limit: number }): Promise<readonly RelaySealedCredential[]> {
    this.asked.push(limit)
    return this.rows.filter(({ keyId }) => keyId !== current).slice(0, limit)
  }

  async replace({ credentials }: Parameters<KeyDesk['replace']>[0]): Promise<void> {
    for (const { before, after } of credentials) {
      this.rows = this.rows.map((row) => (row.ciphertext === before.ciphertext ? after : row))
    }
  }
}

describe('KeyKeeper', () => {
  const keepers: KeyKeeper[] = []
  const trouble: string[] = []
  const progress: unknown[] = []
  const keep = (source: KeySource, desk: KeyDesk, ring = new KeyRing()) => {
    const keeper = new KeyKeeper({
      ring,
      source,
      desk,
      everyMs: 5,
      retry: { firstMs: 1, mostMs: 2 },
      onTrouble: (message, error) => trouble.push(`${message}: ${(error as Error).message}`),
      onProgress: (message, counts) => progress.push({ message, ...counts }),
    })
    keepers.push(keeper)
    return { keeper, ring }
  }
  const until = async (isTrue: () => boolean): Promise<void> => {
    await eventually(async () => (isTrue() ? true : undefined))
  }
  beforeEach(() => {
    trouble.length = 0
    progress.length = 0
  })
  afterEach(() => Promise.all(keepers.splice(0).map((keeper) => keeper.stop())))

  it('does not start with keys that can never be read', async () => {
    const source: KeySource = { read: () => Promise.reject(new KeySourceProblem('no file')) }
    await expect(keep(source, new MemoryDesk()).keeper.start()).rejects.toThrow('no file')
  })

  it('starts without a KMS that does not answer, and has its keys as soon as it does', async () => {
    const pair = await makeRelayKeyPair()
    let tries = 0
    const source: KeySource = {
      read: () => (++tries < 3 ? Promise.reject(new Error('no answer')) : Promise.resolve(raw(pair))),
    }
    const desk = new MemoryDesk()
    const { keeper, ring } = keep(source, desk)
    await keeper.start()
    expect(ring.current).toBeUndefined()
    await until(() => desk.announced.length > 0)
    expect(ring.current?.publicKey).toBe(Buffer.from(pair.publicKey).toString('base64url'))
    expect(trouble).toEqual(Array(2).fill('the relay’s keys could not be read: no answer'))
  })

  it('announces all public keys, the first as the current one, until the control plane has heard it', async () => {
    const [current, former] = [await makeRelayKeyPair(), await makeRelayKeyPair()]
    const desk = new MemoryDesk()
    desk.failures = 3
    const keys = raw(current, former)
    const { keeper } = keep({ read: () => Promise.resolve(keys) }, desk)
    await keeper.start()
    await until(() => desk.announced.length > 0)
    const publicKeys = [current, former].map(({ publicKey }) => Buffer.from(publicKey).toString('base64url'))
    expect(desk.announced[0]?.keys.map(({ publicKey }) => publicKey)).toEqual(publicKeys)
    expect(desk.announced[0]?.current).toBe(desk.announced[0]?.keys[0]?.keyId)
    expect(trouble).toHaveLength(3)
    expect(keys.every((key) => key.every((byte) => byte === 0))).toBe(true)
  })

  it('moves every credential to the current key in bounded batches, as it was, and says counts only', async () => {
    const [current, former] = [await makeRelayKeyPair(), await makeRelayKeyPair()]
    const desk = new MemoryDesk()
    for (let i = 0; i < 45; i++) desk.rows.push(await sealed(former, `sk-secret-${i}`))
    const before = [...desk.rows]
    const { keeper, ring } = keep({ read: () => Promise.resolve(raw(current, former)) }, desk)
    await keeper.start()
    await until(() => desk.rows.every(({ keyId }) => keyId === ring.current?.keyId))
    expect(Math.max(...desk.asked)).toBeLessThanOrEqual(100)
    for (const [i, row] of desk.rows.entries()) {
      const place = { connectionId: before[i]?.ownerId ?? '', upstream: UPSTREAM, sealed: row }
      const opened = await openProtectedKey({ ...place, privateKey: current.privateKey })
      expect([opened.terms, Buffer.from(opened.secret).toString()]).toEqual([{ v: 1, ...terms }, `sk-secret-${i}`])
    }
    expect(progress.slice(0, 2)).toEqual([
      { message: 'relay keys are announced', count: 2 },
      { message: 're-sealed', done: 20, unopened: 0 },
    ])
  })

  it('leaves alone what it cannot open, and looks again later instead of at once', async () => {
    const [current, former, lost] = [await makeRelayKeyPair(), await makeRelayKeyPair(), await makeRelayKeyPair()]
    const desk = new MemoryDesk()
    const stranger = await sealed(lost, 'sk-lost')
    const moved = { ...(await sealed(former, 'sk-moved')), ownerId: makeConnectionId() }
    desk.rows = [stranger, moved, await sealed(former, 'sk-good')]
    const { keeper, ring } = keep({ read: () => Promise.resolve(raw(current, former)) }, desk)
    await keeper.start()
    await until(() => desk.rows[2]?.keyId === ring.current?.keyId && desk.asked.length > 2)
    expect(desk.rows.slice(0, 2)).toEqual([stranger, moved])
    expect(progress[1]).toEqual({ message: 're-sealed', done: 1, unopened: 2 })
  })
})
