import { isVaultError, makePrfSalt, unwrapWithPasskey, wrapForPasskey } from '@1relay/vault'
import type { AskPasskey, PrfAnswer } from './passkey.port.js'
import { done, failed, type Outcome } from './problem.js'
import { problemOfRefusal } from './refusal.js'
import type { StoredVault, VaultApi } from './vault-api.port.js'

/** Opens the vault with one of its passkeys. No password is typed, and Argon2id has nothing to do. */
export const openVaultWithPasskey = async (
  ports: { ask: AskPasskey },
  { accountId, vault }: { accountId: string; vault: StoredVault },
): Promise<Outcome<Uint8Array>> => {
  const answer = await ports.ask(vault.passkeys)
  if (!answer.ok) return refused(answer)
  const { credentialId, prfOutput } = answer
  try {
    const wrap = vault.passkeys.find((passkey) => passkey.credentialId === credentialId)
    if (wrap === undefined) return failed({ code: 'wrong_passkey' })
    return done(await unwrapWithPasskey({ accountId, credentialId, prfOutput, wrap }))
  } catch (error) {
    return isVaultError(error) ? failed({ code: 'wrong_passkey' }) : failed(problemOfRefusal(error))
  } finally {
    prfOutput.fill(0)
  }
}

/** Makes a passkey a second way to open the vault: the person touches it once more, for its PRF. */
export const addPasskeyUnlock = async (
  ports: { ask: AskPasskey; api: VaultApi },
  input: { accountId: string; vaultKey: Uint8Array; credentialId: string },
): Promise<Outcome<true>> => {
  // A copy, before the first await: locking while the prompt is open overwrites the original.
  const vaultKey = input.vaultKey.slice()
  try {
    return await wrapForAsked(ports, { ...input, vaultKey })
  } finally {
    vaultKey.fill(0)
  }
}

const wrapForAsked = async (
  ports: { ask: AskPasskey; api: VaultApi },
  { accountId, vaultKey, credentialId }: { accountId: string; vaultKey: Uint8Array; credentialId: string },
): Promise<Outcome<true>> => {
  const prfSalt = makePrfSalt()
  const answer = await ports.ask([{ credentialId, prfSalt }])
  if (!answer.ok) return refused(answer)
  try {
    const wrap = await wrapForPasskey({ accountId, credentialId, prfOutput: answer.prfOutput, vaultKey })
    return await ports.api.putPasskeyWrap(credentialId, { prfSalt, ...wrap })
  } catch (error) {
    return failed(problemOfRefusal(error))
  } finally {
    answer.prfOutput.fill(0)
  }
}

const refused = (answer: Extract<PrfAnswer, { ok: false }>): Outcome<never> =>
  failed({ code: answer.reason === 'unsupported' ? 'passkey_without_prf' : 'passkey_cancelled' })
