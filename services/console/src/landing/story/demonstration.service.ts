import {
  type Argon2idRunner,
  createVault,
  formatToken,
  isVaultError,
  makeHalf,
  makeId,
  openItem,
  openWithToken,
  type Sealed,
  sealForToken,
  sealItem,
  unlockVault,
  type VaultItem,
  type VaultRecord,
  verifier,
} from '@1relay/vault'

const PROVIDER = 'openai'
const LABEL = 'default'

/** What a server would get and keep, and how long the browser worked for it. */
export interface SealedVault {
  readonly accountId: string
  readonly record: VaultRecord
  readonly item: VaultItem
  /** Deriving the key and sealing, milliseconds. */
  readonly tookMs: number
}

/** What a server would keep of a token, beside the token itself, which the app keeps. */
export interface IssuedToken {
  readonly token: string
  readonly id: string
  readonly auth: string
  readonly seal: string
  readonly verifier: string
  readonly sealed: Sealed
}

/** An attempt to open something: what came out, or that it does not open. */
export type Attempt =
  | { readonly opens: true; readonly credential: string; readonly tookMs: number }
  | { readonly opens: false; readonly tookMs: number }

interface Tools {
  readonly argon2id: Argon2idRunner
  readonly now: () => number
}

/** Makes a vault under the password and seals the key into it, as the vault page does. */
export const sealIntoVault = async (key: string, masterPassword: string, tools: Tools): Promise<SealedVault> => {
  const began = tools.now()
  const accountId = makeId()
  const { vaultKey, record } = await createVault({ accountId, masterPassword, argon2id: tools.argon2id })
  const credential = new TextEncoder().encode(key)
  const item = await sealItem({ vaultKey, accountId, provider: PROVIDER, label: LABEL, credential })
  vaultKey.fill(0)
  credential.fill(0)
  return { accountId, record, item, tookMs: tools.now() - began }
}

/** Tries to open the vault with a password, having only what the server has. */
export const tryPassword = async (vault: SealedVault, guess: string, tools: Tools): Promise<Attempt> => {
  const { accountId, record, item } = vault
  return attempt(tools, async () => {
    const vaultKey = await unlockVault({ accountId, record, masterPassword: guess, argon2id: tools.argon2id })
    return openItem({ vaultKey, accountId, provider: PROVIDER, label: LABEL, item })
  })
}

/** Seals the key for an app's token, as Link does when somebody approves. */
export const issueToken = async (key: string): Promise<IssuedToken> => {
  const [id, auth, seal] = [makeId(), makeHalf(), makeHalf()]
  const credential = new TextEncoder().encode(key)
  const sealed = await sealForToken({ seal, grantId: id, upstream: PROVIDER, credential })
  credential.fill(0)
  const token = formatToken({ prefix: '1r_at', id, auth, seal })
  return { token, id, auth, seal, verifier: await verifier(auth), sealed }
}

/** Tries to open the app's copy with a seal half, for an upstream: `openai` is the one that it was sealed for. */
export const tryToken = (issued: IssuedToken, seal: string, upstream: string, tools: Tools): Promise<Attempt> =>
  attempt(tools, () => openWithToken({ seal, grantId: issued.id, upstream, sealed: issued.sealed }))

/** A seal half that somebody without the token might try: one of 2²⁵⁶. */
export const guessHalf = (): string => makeHalf()

const attempt = async (tools: Tools, open: () => Promise<Uint8Array>): Promise<Attempt> => {
  const began = tools.now()
  try {
    const bytes = await open()
    const credential = new TextDecoder().decode(bytes)
    bytes.fill(0)
    return { opens: true, credential, tookMs: tools.now() - began }
  } catch (error) {
    if (!isVaultError(error)) throw error
    return { opens: false, tookMs: tools.now() - began }
  }
}
