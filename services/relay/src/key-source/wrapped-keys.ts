import { KMS_KINDS, type KmsKind } from './kms.port.js'

/** A private key as a KMS has encrypted it. `keyId` names the public key that the opened one must have. */
export interface WrappedKey {
  readonly keyId: string
  readonly publicKey: string
  readonly kms: KmsKind
  readonly kmsKey: string
  readonly ciphertext: string
}

const TEXT_MAX = 8192

/** The keys of a wrapped key file, the current one first; undefined if it is not one. */
export const parseWrappedKeys = (file: string): readonly WrappedKey[] | undefined => {
  const value = parseJson(file)
  if (!isRecord(value) || value['v'] !== 1 || !Array.isArray(value['keys'])) return undefined
  const keys: unknown[] = value['keys']
  return keys.length > 0 && keys.every(isWrappedKey) ? keys : undefined
}

/** The text of a wrapped key file. */
export const formatWrappedKeys = (keys: readonly WrappedKey[]): string => `${JSON.stringify({ v: 1, keys }, null, 2)}\n`

const isWrappedKey = (value: unknown): value is WrappedKey =>
  isRecord(value) &&
  isText(value['keyId'], /^[0-9a-f]{16}$/) &&
  isText(value['publicKey'], /^[\w-]{43}$/) &&
  KMS_KINDS.some((kind) => kind === value['kms']) &&
  isText(value['kmsKey'], /^\S+$/) &&
  isText(value['ciphertext'], /^\S+$/)

const isText = (value: unknown, shape: RegExp): boolean =>
  typeof value === 'string' && value.length <= TEXT_MAX && shape.test(value)

const isRecord = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null

const parseJson = (text: string): unknown => {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
