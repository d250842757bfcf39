import { isWellFormed } from './aad.js'
import { VaultError } from './errors.js'
import { type Argon2idRunner, runArgon2id } from './hazmat/argon2id.js'
import { fixedFromBase64Url, toBase64Url } from './hazmat/base64url.js'
import { type Bytes, bytesOfLength, utf8 } from './hazmat/bytes.js'
import { randomBytes } from './hazmat/random.js'

/** How a master password becomes a key. `salt` is 16 bytes, base64url. */
export interface VaultKdf {
  readonly algorithm: 'argon2id'
  readonly salt: string
  readonly memoryKiB: number
  readonly iterations: number
  readonly parallelism: number
}

const SALT_BYTES = 16

/** The protocol's parameters for a new vault (protocol §3), and the least that is ever accepted. */
export const VAULT_KDF_COST = { memoryKiB: 65_536, iterations: 3, parallelism: 1 } as const

// Room to grow. Beyond it a hostile server would only freeze the browser: 256 MiB and 16 passes are some 20 s of a phone.
const MOST = { memoryKiB: 262_144, iterations: 16 } as const

/** Parameters for a new vault, with a fresh salt. */
export const makeVaultKdf = (): VaultKdf => ({
  algorithm: 'argon2id',
  salt: toBase64Url(randomBytes(SALT_BYTES)),
  ...VAULT_KDF_COST,
})

/**
 * Refuses parameters before any work is done with them. They come from the server: weak ones would let it, or whoever
 * changed its database, guess the master password cheaply from what the browser sends next.
 */
export const assertVaultKdf = (kdf: VaultKdf): void => {
  if (kdf === null || typeof kdf !== 'object' || kdf.algorithm !== 'argon2id') throw new VaultError('malformed', 'kdf')
  fixedFromBase64Url(kdf.salt, SALT_BYTES, 'kdf.salt')
  const numbers = [kdf.memoryKiB, kdf.iterations, kdf.parallelism]
  if (!numbers.every((value) => Number.isSafeInteger(value))) throw new VaultError('malformed', 'kdf')
  if (kdf.memoryKiB < VAULT_KDF_COST.memoryKiB || kdf.iterations < VAULT_KDF_COST.iterations) {
    throw new VaultError('weak_kdf')
  }
  if (kdf.memoryKiB > MOST.memoryKiB || kdf.iterations > MOST.iterations) throw new VaultError('excessive_kdf')
  // More lanes give an attacker's cores what a browser's single thread pays for.
  if (kdf.parallelism !== VAULT_KDF_COST.parallelism) throw new VaultError('weak_kdf', 'parallelism')
}

/** Argon2id over the NFKC form of the password: the same password typed on another keyboard or system gives the same key. */
export const deriveKek = async (input: {
  masterPassword: string
  kdf: VaultKdf
  argon2id?: Argon2idRunner | undefined
}): Promise<Bytes> => {
  assertVaultKdf(input.kdf)
  const { masterPassword, kdf } = input
  if (typeof masterPassword !== 'string' || masterPassword === '' || !isWellFormed(masterPassword)) {
    throw new VaultError('malformed', 'masterPassword')
  }
  const password = utf8(masterPassword.normalize('NFKC'))
  const { memoryKiB, iterations, parallelism } = kdf
  const salt = fixedFromBase64Url(kdf.salt, SALT_BYTES, 'kdf.salt')
  const run = input.argon2id ?? runArgon2id
  const kek = await run({ password, salt, memoryKiB, iterations, parallelism, hashLength: 32 })
  password.fill(0)
  return bytesOfLength(kek, 32, 'argon2id')
}
