/** The published vectors, made from fixed inputs by the reference. `write-vectors.mjs` writes them; vectors.test.ts holds the files to them. */
import { protectedKey } from './protected-key-vectors.js'
import * as reference from './reference.js'

const { b64, fixed, fixedBase62, hex } = reference
const ACCOUNT = '6e3f0c1a-5b52-4c8e-9d0e-0b9a4f3d2c11'
const CREDENTIAL = 'sk-test-1RELAYVECTORx0123456789abcdefghijklmnopqrstuv'
const VAULT_KEY = fixed('vault key', 32)

const tokens = () => {
  const half = (name: string) => fixedBase62(name, 43)
  const id = (name: string) => fixedBase62(`id ${name}`, 16)
  const oneHalf = ['1r_cs', '1r_lt', '1r_st', 'rk_app', 'rk_agent', 'rk_person', 'rk_vendor', 'rk_proxy', 'rk_mgmt']
  const bearer = [...oneHalf, '1r_at', '1r_bt', '1r_ut'].map((prefix) => {
    const parts = { prefix, id: id(prefix), auth: half(`auth ${prefix}`) }
    const verifier = b64(reference.sha256(parts.auth))
    const stem = `${prefix}_${parts.id}_${parts.auth}`
    if (oneHalf.includes(prefix)) return { token: reference.token([stem]), ...parts, verifier }
    const seal = half(`seal ${prefix}`)
    return { token: reference.token([stem, seal]), ...parts, seal, verifier, stem }
  })
  const pt = { id: id('1r_pt'), seal: half('seal 1r_pt') }
  const good = bearer.at(-3)?.token ?? ''
  const [i, a, s] = [id('x'), half('a'), half('s')]
  return {
    bearer,
    publicTokens: [{ token: reference.token(['1r_pt', pt.id, pt.seal]), ...pt }],
    clientIds: [{ clientId: `1r_cid_${id('1r_cid')}`, id: id('1r_cid') }],
    paddedCheck: paddedCheck(),
    refused: [
      { why: 'empty', text: '', reason: 'malformed' },
      { why: 'no separator', text: 'sk-proj-abcdefghijklmnop', reason: 'malformed' },
      { why: 'a prefix that is not ours', text: reference.token(['1r_xx', i, a]), reason: 'unknown_prefix' },
      { why: 'a property of every JavaScript object', text: 'constructor_x', reason: 'unknown_prefix' },
      { why: 'capital letters in the prefix', text: reference.token(['1R_at', i, a, s]), reason: 'unknown_prefix' },
      { why: 'a public token is no bearer token', text: reference.token(['1r_pt', i, s]), reason: 'unknown_prefix' },
      { why: 'a client id is no bearer token', text: `1r_cid_${i}`, reason: 'unknown_prefix' },
      { why: 'access token without its seal half', text: reference.token(['1r_at', i, a]), reason: 'malformed' },
      { why: 'stem of an access token', text: `1r_at_${i}_${a}`, reason: 'malformed' },
      { why: 'client secret with a seal half', text: reference.token(['1r_cs', i, a, s]), reason: 'malformed' },
      { why: 'id one too short', text: reference.token(['1r_cs', i.slice(1), a]), reason: 'malformed' },
      { why: 'auth one too long', text: reference.token(['1r_cs', i, `${a}0`]), reason: 'malformed' },
      { why: 'a character outside base62', text: reference.token(['1r_cs', i, `${a.slice(1)}-`]), reason: 'malformed' },
      { why: 'a letter that is not ASCII', text: reference.token(['1r_cs', i, `${a.slice(1)}é`]), reason: 'malformed' },
      { why: 'space before', text: ` ${good}`, reason: 'unknown_prefix' },
      { why: 'newline after', text: `${good}\n`, reason: 'malformed' },
      { why: 'cut off', text: good.slice(0, -1), reason: 'malformed' },
      { why: 'too long to look at', text: good + 'A'.repeat(4096), reason: 'malformed' },
      {
        why: 'check of another token',
        text: good.slice(0, -6) + reference.check(`1r_cs_${i}_${a}`),
        reason: 'bad_checksum',
      },
      { why: 'check above 32 bits', text: `${good.slice(0, -6)}zzzzzz`, reason: 'bad_checksum' },
    ],
  }
}

/** A token whose check begins with 0, so that padding is seen. */
const paddedCheck = () => {
  for (let n = 0; ; n++) {
    const token = reference.token(['1r_cs', fixedBase62(`padded ${n}`, 16), fixedBase62('padded auth', 43)])
    if (token.endsWith(`_0${token.slice(-5)}`)) return token
  }
}

const tokenSeal = () => {
  const base = {
    seal: fixedBase62('token-seal', 43),
    grantId: fixedBase62('token-seal grant', 16),
    credential: CREDENTIAL,
  }
  const make = (upstream: string, credential = base.credential) => {
    const input = { ...base, upstream, credential, iv: fixed(`token-seal iv ${upstream}`, 12) }
    return { ...base, upstream, credential, ...reference.tokenSeal(input) }
  }
  return { cases: [make('openai'), make('https://llm.example.com:8443'), make('anthropic', 'ключ-🔑')] }
}

const relaySeal = () => {
  const privateKey = fixed('relay private key', 32)
  const make = (ownerId: string, upstream: string, credential: string) => {
    const ephemeralPrivateKey = fixed(`ephemeral ${upstream}`, 32)
    const { aad, sealed } = reference.relaySeal({ privateKey, ephemeralPrivateKey, ownerId, upstream, credential })
    return { ownerId, upstream, credential, aad, ephemeralPrivateKey: hex(ephemeralPrivateKey), sealed }
  }
  const cases = [make('pk_01', 'stripe', CREDENTIAL), make('pk_02', 'https://api.example.com', 'user:pässword')]
  const pair = reference.relaySeal({
    privateKey,
    ephemeralPrivateKey: privateKey,
    ownerId: 'x',
    upstream: 'x',
    credential: 'x',
  })
  return { privateKey: hex(privateKey), publicKey: hex(pair.publicKey), keyId: pair.keyId, cases }
}

const vaultKey = () => {
  // The ligature and the decomposed e-acute are what NFKC is for: "ﬁancé" typed on two systems.
  const input = {
    accountId: ACCOUNT,
    masterPassword: 'correct horse \ufb01ance\u0301 staple',
    vaultKey: VAULT_KEY,
    recoverySecret: fixed('recovery', 16),
    salt: fixed('kdf salt', 16),
    ivs: [fixed('wrap iv', 12), fixed('recovery iv', 12)] as const,
  }
  return {
    accountId: ACCOUNT,
    masterPassword: input.masterPassword,
    samePassword: 'correct horse fianc\u00e9 staple',
    vaultKey: hex(VAULT_KEY),
    recoverySecret: hex(input.recoverySecret),
    ...reference.vaultKeyRecord(input),
  }
}

const vaultItem = () => {
  const make = (provider: string, label: string) => {
    const place = { vaultKey: VAULT_KEY, accountId: ACCOUNT, provider, label, credential: CREDENTIAL }
    const made = reference.vaultItem({ ...place, salt: fixed(`salt ${label}`, 16), iv: fixed(`item iv ${label}`, 12) })
    return { ...place, vaultKey: hex(VAULT_KEY), ...made }
  }
  return { cases: [make('openai', 'default'), make('groq', 'büro | zweite 🗝')] }
}

const ownerEnvelope = () => {
  const input = {
    vaultKey: VAULT_KEY,
    accountId: ACCOUNT,
    grantId: fixedBase62('token-seal grant', 16),
    seal: fixedBase62('token-seal', 43),
  }
  const made = reference.ownerEnvelope({ ...input, iv: fixed('envelope iv', 12) })
  return { cases: [{ ...input, vaultKey: hex(VAULT_KEY), ...made }] }
}

const passkeyKey = () => {
  const make = (name: string, idBytes: number) => {
    const input = {
      vaultKey: VAULT_KEY,
      accountId: ACCOUNT,
      credentialId: b64(fixed(`credential ${name}`, idBytes)),
      prfOutput: fixed(`prf ${name}`, 32),
    }
    const made = reference.passkeyWrap({ ...input, iv: fixed(`passkey iv ${name}`, 12) })
    return { ...input, vaultKey: hex(VAULT_KEY), prfOutput: hex(input.prfOutput), ...made }
  }
  return { cases: [make('platform', 20), make('security key', 64)] }
}

const exchangeProof = () => {
  const input = { seal: fixedBase62('token-seal', 43), grantId: fixedBase62('token-seal grant', 16) }
  return { cases: [{ ...input, ...reference.exchange(input) }] }
}

/** Every vector file by name. */
export const makeVectors = () => ({
  tokens: tokens(),
  'token-seal': tokenSeal(),
  'relay-seal': relaySeal(),
  'protected-key': protectedKey(),
  'vault-key': vaultKey(),
  'vault-item': vaultItem(),
  'owner-envelope': ownerEnvelope(),
  'passkey-key': passkeyKey(),
  'exchange-proof': exchangeProof(),
})

export type Vectors = ReturnType<typeof makeVectors>
