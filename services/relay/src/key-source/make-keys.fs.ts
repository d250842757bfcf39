import type { RelayPublicKey } from '@1relay/contracts'
import { randomBytes } from 'node:crypto'
import { access, chmod, chown, rename, rm, stat, writeFile } from 'node:fs/promises'
import { privateKeyOf, rawPublicKey, relayKeyIdOf } from '../open/index.js'
import { parseKeyList } from './key-list.js'
import { FileKeys } from './key-source.file.js'
import { KeySourceProblem } from './key-source.port.js'
import type { Kms, KmsKind } from './kms.port.js'
import { readOpenFile, readSecretFile } from './secret-file.fs.js'
import { formatWrappedKeys, parseWrappedKeys, type WrappedKey } from './wrapped-keys.js'

const KEY_BYTES = 32

/** A new key as the first of a key file, which is made if it is not there. The keys that it had stay: they open what was sealed to them. */
export const makeKey = async (path: string): Promise<RelayPublicKey> => {
  const former = (await exists(path)) ? await readSecretFile(path) : Buffer.alloc(0)
  if (parseKeyList(former) === undefined) throw new KeySourceProblem(`${path} is not a key file: it stays as it is`)
  const key = randomBytes(KEY_BYTES)
  const made = publicKeyOf(key)
  const line = Buffer.from(`# ${made.keyId}\n${key.toString('base64url')}\n`)
  key.fill(0)
  await replace(path, Buffer.concat([line, former]))
  return made
}

/** A new key, or with `from` the keys of a key file, wrapped by a KMS, as the first of a wrapped key file. */
export const wrapKeys = async (
  path: string,
  kms: Kms,
  { kind, kmsKey, from }: { readonly kind: KmsKind; readonly kmsKey: string; readonly from?: string | undefined },
): Promise<readonly RelayPublicKey[]> => {
  const former = (await exists(path)) ? parseWrappedKeys((await readOpenFile(path)).toString()) : []
  if (former === undefined) throw new KeySourceProblem(`${path} is not a file of wrapped keys: it stays as it is`)
  const keys = from === undefined ? [randomBytes(KEY_BYTES)] : await new FileKeys(from).read()
  const wrapped: WrappedKey[] = []
  for (const key of keys) {
    wrapped.push({ ...publicKeyOf(key), kms: kind, kmsKey, ciphertext: await kms.wrap(kmsKey, key) })
    key.fill(0)
  }
  await replace(path, Buffer.from(formatWrappedKeys([...wrapped, ...former])))
  return wrapped.map(({ keyId, publicKey }) => ({ keyId, publicKey }))
}

const publicKeyOf = (key: Buffer): RelayPublicKey => {
  const publicKey = rawPublicKey(privateKeyOf(key))
  return { keyId: relayKeyIdOf(publicKey), publicKey: publicKey.toString('base64url') }
}

const exists = (path: string): Promise<boolean> =>
  access(path).then(
    () => true,
    () => false,
  )

/**
 * In one step, so that a crash leaves the old file or the new one; closed to everybody else from its first byte. It stays its owner's: who makes
 * keys is often root, and who reads them is not.
 */
const replace = async (path: string, bytes: Buffer): Promise<void> => {
  const next = `${path}.new`
  await rm(next, { force: true })
  await writeFile(next, bytes, { mode: 0o600, flag: 'wx', flush: true })
  bytes.fill(0)
  const former = await stat(path).catch(() => undefined)
  if (former !== undefined) {
    await chown(next, former.uid, former.gid)
    await chmod(next, former.mode & 0o740)
  }
  await rename(next, path)
}
