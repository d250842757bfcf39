/**
 * What the published vectors demand of the package, without a test framework: Jest runs it in Node, browser.test.ts in
 * Chromium, on the same files.
 */
import type * as vaultPackage from '../src/index.js'
import type { Vectors } from './make-vectors.js'

type Vault = typeof vaultPackage
/** One demand; it throws if it is not met. */
export interface Check {
  readonly title: string
  readonly run: () => Promise<void> | void
}

const bytes = (hex: string) => Uint8Array.from(hex.match(/../g) ?? [], (pair) => parseInt(pair, 16))
const hex = (value: Uint8Array) => Array.from(value, (byte) => byte.toString(16).padStart(2, '0')).join('')
const utf8 = (text: string) => new TextEncoder().encode(text)
const text = (value: Uint8Array) => new TextDecoder('utf-8', { fatal: true }).decode(value)

const same = (got: unknown, want: unknown): void => {
  const [a, b] = [JSON.stringify(got), JSON.stringify(want)]
  if (a !== b) throw new Error(`got ${a}, want ${b}`)
}

const refused = async (code: string, act: () => unknown): Promise<void> => {
  const error: unknown = await Promise.resolve()
    .then(act)
    .then(
      () => undefined,
      (reason: unknown) => reason,
    )
  same((error as { code?: string } | undefined)?.code ?? String(error), code)
}

const tokenChecks = (vault: Vault, vectors: Vectors['tokens']): Check[] => [
  ...vectors.bearer.map(
    ({ token, verifier, stem, ...parts }: Vectors['tokens']['bearer'][number] & { stem?: string }) => ({
      title: `tokens: ${parts.prefix}`,
      run: async () => {
        const token1 = { ...parts, prefix: parts.prefix as vaultPackage.BearerPrefix }
        same(vault.parseToken(token), { ok: true, token: parts })
        same(vault.formatToken(token1), token)
        same(await vault.verifier(parts.auth), verifier)
        if (stem === undefined) return
        same(vault.accessTokenStem(token1), stem)
        same(vault.completeToken(stem, (parts as { seal?: string }).seal ?? ''), token)
      },
    }),
  ),
  ...vectors.refused.map(({ why, text, reason }) => ({
    title: `tokens: refuses ${why}`,
    run: () => same(vault.parseToken(text), { ok: false, reason }),
  })),
  {
    title: 'tokens: public tokens, client ids, a padded check',
    run: () => {
      for (const { token, ...parts } of vectors.publicTokens) {
        same(vault.parsePublicToken(token), { ok: true, token: parts })
        same(vault.formatPublicToken(parts), token)
      }
      for (const { clientId, id } of vectors.clientIds) {
        same(vault.parseClientId(clientId), { ok: true, id })
        same(vault.formatClientId(id), clientId)
      }
      const padded = vault.parseToken(vectors.paddedCheck)
      same(padded.ok && vault.formatToken(padded.token), vectors.paddedCheck)
    },
  },
]

const tokenSealChecks = (vault: Vault, vectors: Vectors['token-seal']): Check[] =>
  vectors.cases.map((vector) => ({
    title: `token-seal: ${vector.upstream}`,
    run: async () => {
      same(vault.credentialAad(vector.grantId, vector.upstream), vector.aad)
      same(text(await vault.openWithToken(vector)), vector.credential)
      const sealed = await vault.sealForToken({ ...vector, credential: utf8(vector.credential) })
      same(text(await vault.openWithToken({ ...vector, sealed })), vector.credential)
      await refused('tampered', () => vault.openWithToken({ ...vector, upstream: 'elsewhere' }))
      await refused('tampered', () => vault.openWithToken({ ...vector, grantId: 'anotherGrant0000' }))
      await refused('tampered', () => vault.openWithToken({ ...vector, seal: vault.makeHalf() }))
    },
  }))

const relaySealChecks = (vault: Vault, vectors: Vectors['relay-seal']): Check[] =>
  vectors.cases.map((vector) => ({
    title: `relay-seal: ${vector.upstream}`,
    run: async () => {
      const [privateKey, publicKey] = [bytes(vectors.privateKey), bytes(vectors.publicKey)]
      same(await vault.relayKeyId(publicKey), vectors.keyId)
      same(text(await vault.openAtRelay({ ...vector, privateKey })), vector.credential)
      const sealed = await vault.sealToRelay({ ...vector, publicKey, credential: utf8(vector.credential) })
      same(sealed.keyId, vectors.keyId)
      same(text(await vault.openAtRelay({ ...vector, privateKey, sealed })), vector.credential)
      await refused('tampered', () => vault.openAtRelay({ ...vector, privateKey, upstream: 'elsewhere' }))
      await refused('tampered', () => vault.openAtRelay({ ...vector, privateKey, ownerId: 'another' }))
      const stranger = await vault.makeRelayKeyPair()
      await refused('tampered', () => vault.openAtRelay({ ...vector, privateKey: stranger.privateKey }))
    },
  }))

const protectedKeyChecks = (vault: Vault, vectors: Vectors['protected-key']): Check[] => {
  const [privateKey, publicKey] = [bytes(vectors.privateKey), bytes(vectors.publicKey)]
  const opens = vectors.cases.map((vector) => ({
    title: `protected-key: ${vector.upstream}`,
    run: async () => {
      const terms = vector.terms as vaultPackage.SealedTerms
      const open = async (changed: Partial<{ connectionId: string; upstream: string }>, sealed = vector.sealed) => {
        const opened = await vault.openProtectedKey({ ...vector, privateKey, sealed, ...changed })
        return { ...opened, secret: text(opened.secret) }
      }
      same(await open({}), { terms, secret: vector.secret })
      const secret = utf8(vector.secret)
      const sealed = await vault.sealProtectedKey({ ...vector, publicKey, terms, secret })
      same(sealed.keyId, vectors.keyId)
      same(await open({}, sealed), { terms, secret: vector.secret })
      same(text(secret), vector.secret)
      await refused('tampered', () => open({ upstream: 'https://evil.example.com' }))
      await refused('tampered', () => open({ connectionId: vault.makeConnectionId() }))
      await refused('malformed', () => open({ connectionId: 'pk_01' }))
    },
  }))
  const refusals = vectors.refused.map((vector) => ({
    title: `protected-key: refuses ${vector.why}`,
    run: async () => {
      const error: unknown = await vault.openProtectedKey({ ...vector, privateKey }).catch((reason: unknown) => reason)
      same(vault.isVaultError(error) && [error.code, error.field], ['malformed', vector.field])
    },
  }))
  return [...opens, ...refusals]
}

const vaultKeyChecks = (vault: Vault, vectors: Vectors['vault-key']): Check[] => [
  {
    title: 'vault-key: opens with the master password, in either of its Unicode forms',
    run: async () => {
      for (const masterPassword of [vectors.masterPassword, vectors.samePassword]) {
        same(hex(await vault.unlockVault({ ...vectors, masterPassword })), vectors.vaultKey)
      }
    },
  },
  {
    title: 'vault-key: the master password gives the published key',
    run: async () => {
      const { salt, ...cost } = vectors.record.kdf
      const saltBytes = Uint8Array.from(atob(salt.replaceAll('-', '+').replaceAll('_', '/')), (c) => c.charCodeAt(0))
      const password = utf8(vectors.samePassword.normalize('NFKC'))
      same(hex(await vault.runArgon2id({ ...cost, password, salt: saltBytes, hashLength: 32 })), vectors.kek)
    },
  },
  {
    title: 'vault-key: opens with the recovery code, refuses another account and another password',
    run: async () => {
      same(hex(await vault.unlockWithRecoveryCode(vectors)), vectors.vaultKey)
      await refused('wrong_recovery_code', () => vault.unlockWithRecoveryCode({ ...vectors, accountId: 'another' }))
      await refused('wrong_password', () => vault.unlockVault({ ...vectors, masterPassword: 'wrong' }))
    },
  },
]

const vaultItemChecks = (vault: Vault, vectors: Vectors['vault-item']): Check[] =>
  vectors.cases.map((vector) => ({
    title: `vault-item: ${vector.provider}`,
    run: async () => {
      const place = { ...vector, vaultKey: bytes(vector.vaultKey) }
      same(text(await vault.openItem(place)), vector.credential)
      const item = await vault.sealItem({ ...place, credential: utf8(vector.credential) })
      same(text(await vault.openItem({ ...place, item })), vector.credential)
      for (const other of [{ accountId: 'another' }, { provider: 'another' }, { label: 'another' }]) {
        await refused('tampered', () => vault.openItem({ ...place, ...other }))
      }
    },
  }))

const passkeyChecks = (vault: Vault, vectors: Vectors['passkey-key']): Check[] =>
  vectors.cases.map((vector) => ({
    title: `passkey-key: unwraps for ${vector.credentialId.length} characters of id, and for nothing else`,
    run: async () => {
      const place = { ...vector, prfOutput: bytes(vector.prfOutput) }
      same(hex(await vault.unwrapWithPasskey(place)), vector.vaultKey)
      const wrap = await vault.wrapForPasskey({ ...place, vaultKey: bytes(vector.vaultKey) })
      same(hex(await vault.unwrapWithPasskey({ ...place, wrap })), vector.vaultKey)
      const other = vectors.cases.find(({ credentialId }) => credentialId !== vector.credentialId) ?? vector
      await refused('tampered', () => vault.unwrapWithPasskey({ ...place, accountId: 'another' }))
      await refused('tampered', () => vault.unwrapWithPasskey({ ...place, credentialId: other.credentialId }))
      await refused('tampered', () => vault.unwrapWithPasskey({ ...place, prfOutput: bytes(other.prfOutput) }))
      await refused('malformed', () => vault.unwrapWithPasskey({ ...place, prfOutput: place.prfOutput.subarray(1) }))
    },
  }))

const smallChecks = (vault: Vault, vectors: Pick<Vectors, 'owner-envelope' | 'exchange-proof'>): Check[] => [
  ...vectors['owner-envelope'].cases.map((vector) => ({
    title: 'owner-envelope: unwraps, and refuses another account or grant',
    run: async () => {
      const input = { ...vector, vaultKey: bytes(vector.vaultKey) }
      same(await vault.unwrapSealHalf(input), vector.seal)
      const envelope = await vault.wrapSealHalf(input)
      same(await vault.unwrapSealHalf({ ...input, envelope }), vector.seal)
      await refused('tampered', () => vault.unwrapSealHalf({ ...input, accountId: 'another' }))
      await refused('tampered', () => vault.unwrapSealHalf({ ...input, grantId: 'another' }))
    },
  })),
  ...vectors['exchange-proof'].cases.map((vector) => ({
    title: 'exchange-proof: proof and hash',
    run: async () => {
      same(await vault.exchangeProof(vector), vector.proof)
      same(await vault.proofHash(vector.proof), vector.proofHash)
    },
  })),
]

/** Everything the vectors demand. */
export const checks = (vault: Vault, vectors: Vectors): Check[] => [
  ...tokenChecks(vault, vectors.tokens),
  ...tokenSealChecks(vault, vectors['token-seal']),
  ...relaySealChecks(vault, vectors['relay-seal']),
  ...protectedKeyChecks(vault, vectors['protected-key']),
  ...vaultKeyChecks(vault, vectors['vault-key']),
  ...vaultItemChecks(vault, vectors['vault-item']),
  ...passkeyChecks(vault, vectors['passkey-key']),
  ...smallChecks(vault, vectors),
]
