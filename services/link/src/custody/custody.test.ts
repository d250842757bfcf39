import {
  type Argon2idJob,
  exchangeProof,
  openItem,
  openWithToken,
  parsePublicToken,
  proofHash,
  runArgon2id,
  unwrapSealHalf,
} from '@1relay/vault'
import type { LinkView, Outcome, StoredVault } from '../api/index.js'
import { MemoryLinkApi } from '../api/link-api.memory.js'
import { addKey, approve, Keyring, makeVault, openVault, recoverVault } from './index.js'

// Argon2id is meant to be slow: some seconds a test, when the machine is busy with others.
jest.setTimeout(60_000)

const view: LinkView = {
  linkSessionId: '0Ab1Cd2Ef3Gh4Ij5',
  grantId: 'GrantGrantGrant1',
  app: { clientId: '1r_cid_0Ab1Cd2Ef3Gh4Ij5', name: 'Quill', logoUrl: null, origins: ['https://quill.example'] },
  requestedProviders: ['openai'],
  budgetSuggestionCents: 1000,
  requestsPerMinuteSuggestion: null,
  models: null,
  expiresAt: '2026-11-21T12:30:00.000Z',
}
const linkToken = '1r_lt_0Ab1Cd2Ef3Gh4Ij5_token'
const masterPassword = 'orbit-velvet-candle-moss'
const secretKey = 'sk-canary-2f1c9d7e5b'
const utf8 = (text: string) => new TextEncoder().encode(text)
const text = (bytes: Uint8Array) => new TextDecoder().decode(bytes)

const get = <T>(outcome: Outcome<T>): T => {
  if (!outcome.ok) throw new Error(`refused: ${outcome.problem.code}`)
  return outcome.value
}

const setUp = async () => {
  const api = new MemoryLinkApi({ view, providers: [], linkToken })
  const jobs: Argon2idJob[] = []
  const ports = {
    api,
    argon2id: async (job: Argon2idJob) => {
      jobs.push(job)
      return runArgon2id(job)
    },
  }
  const { account, sessionToken } = get(await api.signIn('register', 'ada@example.com', 'account password'))
  const owner = { accountId: account.id, sessionToken }
  return { api, jobs, ports, owner, vault: get(await makeVault(ports, { ...owner, masterPassword })) }
}

let house: Awaited<ReturnType<typeof setUp>>
beforeEach(async () => {
  house = await setUp()
})

describe('opening a vault', () => {
  it('says that the master password is wrong, and nothing else', async () => {
    const { ports, owner, vault } = house
    const opened = await openVault(ports, { ...owner, masterPassword: 'another one', vault: vault.vault })
    expect(opened).toEqual({ ok: false, problem: { code: 'wrong_password' } })
  })

  it('does no work with parameters that would make the password cheap to guess', async () => {
    const { ports, owner, vault, jobs } = house
    const before = jobs.length
    const weak: StoredVault = { ...vault.vault, kdf: { ...vault.vault.kdf, memoryKiB: 1024 } }
    const opened = await openVault(ports, { ...owner, masterPassword, vault: weak })
    expect(opened).toEqual({ ok: false, problem: { code: 'unsafe_vault' } })
    expect(jobs).toHaveLength(before)
  })

  it('is told apart from a browser that cannot do it', async () => {
    const { owner, vault } = house
    const argon2id = () => Promise.reject(new RangeError('out of memory'))
    const opened = await openVault({ argon2id }, { ...owner, masterPassword, vault: vault.vault })
    expect(opened).toEqual({ ok: false, problem: { code: 'crypto_failed' } })
  })

  it('gives the key that was made', async () => {
    const { ports, owner, vault } = house
    const opened = get(await openVault(ports, { ...owner, masterPassword, vault: vault.vault }))
    expect(opened).toEqual(vault.vaultKey)
  })
})

describe('recovering a vault', () => {
  const newMasterPassword = 'another-long-master-password'

  it('tells a typing error from a code of another vault', async () => {
    const { ports, owner, vault } = house
    const other = await setUp()
    const input = { ...owner, newMasterPassword, vault: vault.vault }
    const typo = await recoverVault(ports, { ...input, recoveryCode: '0000-1111' })
    expect(typo).toMatchObject({ problem: { code: 'bad_recovery_code' } })
    const foreign = await recoverVault(ports, { ...input, recoveryCode: other.vault.recoveryCode })
    expect(foreign).toMatchObject({ problem: { code: 'wrong_recovery_code' } })
  })

  it('sets the new password, ends the old one and the used code, and keeps the key', async () => {
    const { api, ports, owner, vault } = house
    const { recoveryCode } = vault
    const input = { ...owner, newMasterPassword, recoveryCode, vault: vault.vault }
    const recovered = get(await recoverVault(ports, input))
    expect(recovered.vaultKey).toEqual(vault.vaultKey)
    expect(recovered.recoveryCode).not.toBe(recoveryCode)
    const stored = get(await api.getVault(owner.sessionToken))
    expect(get(await openVault(ports, { ...owner, masterPassword: newMasterPassword, vault: stored }))).toEqual(
      vault.vaultKey,
    )
    expect(await openVault(ports, { ...owner, masterPassword, vault: stored })).toMatchObject({ ok: false })
    expect(await recoverVault(ports, { ...input, vault: stored })).toMatchObject({
      problem: { code: 'wrong_recovery_code' },
    })
  })
})

describe('adding a key', () => {
  const place = { provider: 'openai', label: 'default' }

  it('overwrites the typed bytes even when the server refuses them', async () => {
    const { api, ports, owner, vault } = house
    api.failNext({ code: 'too_many' })
    const credential = utf8(secretKey)
    const added = await addKey(ports, { ...owner, ...place, vaultKey: vault.vaultKey, credential })
    expect(added).toMatchObject({ problem: { code: 'too_many' } })
    expect(credential.every((byte) => byte === 0)).toBe(true)
  })

  it('stores what only this vault opens, in its place', async () => {
    const { ports, owner, vault } = house
    const input = { ...owner, ...place, vaultKey: vault.vaultKey, credential: utf8(secretKey) }
    const item = get(await addKey(ports, input))
    expect(text(await openItem({ ...owner, ...place, vaultKey: vault.vaultKey, item }))).toBe(secretKey)
  })
})

describe('approving', () => {
  const budgets = [{ period: 'month' as const, capMicros: 10_000_000 }]
  const approveWith = async (change: { label?: string } = {}) => {
    const { ports, owner, vault } = house
    const { vaultKey } = vault
    const added = { ...owner, provider: 'openai', label: 'default', vaultKey, credential: utf8(secretKey) }
    const item = { ...get(await addKey(ports, added)), ...change }
    const input = { ...owner, linkToken, grantId: view.grantId, vaultKey, items: [item], budgets, limits: {} }
    return { vaultKey, outcome: await approve(ports, input) }
  }

  it('asks for nothing when an item of the vault was moved to another place', async () => {
    const { outcome } = await approveWith({ label: 'other' })
    expect(outcome).toMatchObject({ problem: { code: 'key_unreadable', subject: 'openai (other)' } })
    expect(house.api.authorizations).toEqual([])
  })

  it('seals what the public token opens and the server cannot', async () => {
    const { vaultKey, outcome } = await approveWith()
    const { publicToken, connectionId } = get(outcome)
    expect(connectionId).toBe(view.grantId)
    const parsed = parsePublicToken(publicToken)
    if (!parsed.ok) throw new Error(parsed.reason)
    const { id: grantId, seal } = parsed.token
    const [sent] = house.api.authorizations
    const [credential] = sent?.credentials ?? []
    if (sent === undefined || credential === undefined) throw new Error('nothing was sent')
    expect(text(await openWithToken({ seal, grantId, upstream: 'openai', sealed: credential }))).toBe(secretKey)
    expect(sent.proofHash).toBe(await proofHash(await exchangeProof({ seal, grantId })))
    const envelope = { vaultKey, accountId: house.owner.accountId, grantId, envelope: sent.ownerEnvelope }
    expect(await unwrapSealHalf(envelope)).toBe(seal)
    expect(sent.budgets).toEqual(budgets)
    const wire = house.api.sent.join('\n')
    for (const secret of [secretKey, seal, masterPassword, house.vault.recoveryCode]) expect(wire).not.toContain(secret)
  })

  it('leaves the vault key alone: it wipes only its own copy', async () => {
    const { vaultKey } = await approveWith()
    expect(vaultKey.some((byte) => byte !== 0)).toBe(true)
  })
})

describe('the keyring', () => {
  it('overwrites the vault key when it is wiped or another one comes', () => {
    const ring = new Keyring()
    const [first, second] = [new Uint8Array(32).fill(7), new Uint8Array(32).fill(8)]
    ring.vaultKey = first
    ring.vaultKey = second
    expect(first.every((byte) => byte === 0)).toBe(true)
    ring.sessionToken = 'session'
    ring.recoveryCode = 'code'
    ring.wipe()
    expect(second.every((byte) => byte === 0)).toBe(true)
    expect([ring.vaultKey, ring.sessionToken, ring.recoveryCode, ring.items]).toEqual([
      undefined,
      undefined,
      undefined,
      [],
    ])
  })

  it('recognises the account password, and only until it is wiped', async () => {
    const ring = new Keyring()
    await ring.noteAccountPassword('account password')
    expect(await ring.isAccountPassword('account password')).toBe(true)
    expect(await ring.isAccountPassword('account passwore')).toBe(false)
    ring.wipe()
    expect(await ring.isAccountPassword('account password')).toBe(false)
  })
})
