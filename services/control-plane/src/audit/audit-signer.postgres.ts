import { createPrivateKey, createPublicKey, generateKeyPairSync, type KeyObject, randomBytes, sign } from 'node:crypto'
import {
  type AnchorClaim,
  anchorBytes,
  type AuditAnchor,
  type AuditHead,
  headBytes,
  type HeadClaim,
} from '@1relay/audit'
import type { DataSource } from 'typeorm'
import { inTransaction } from '../database/index.js'
import type { MasterKeys } from './master-keys.js'

interface Signer {
  readonly privateKey: KeyObject
  /** base64url. */
  readonly publicKey: string
}

interface Row {
  readonly public_key: Buffer
  readonly master_key_id: string
  readonly wrapped_key: Buffer
}

const place = (publicKey: string) => ({ owner: 'signer', purpose: `1relay/audit/signer/v1|${publicKey}` })

const readRow = (keys: MasterKeys, row: Row): Signer => {
  const publicKey = row.public_key.toString('base64url')
  const wrapped = { masterKeyId: row.master_key_id, wrapped: row.wrapped_key }
  const der = keys.unwrap(wrapped, place(publicKey))
  if (der === undefined) throw new Error('the key that signs the audit does not open with AUDIT_KEY')
  const privateKey = createPrivateKey({ key: der, format: 'der', type: 'pkcs8' })
  // The AAD says so already; a key that signs as somebody else must not be possible in two ways.
  if (publicOf(privateKey) !== publicKey)
    throw new Error('the key that signs the audit is not the one that its row names')
  return { privateKey, publicKey }
}

const publicOf = (privateKey: KeyObject): string => createPublicKey(privateKey).export({ format: 'jwk' }).x ?? ''

/**
 * Signs heads and anchors with the installation's Ed25519 key. It is made at the first need, lies in the database wrapped under
 * `AUDIT_KEY`, and stays the same when that is replaced: what was mailed years ago still names it.
 */
export class AuditSigner {
  #signer: Promise<Signer> | undefined

  constructor(
    private readonly database: DataSource,
    private readonly keys: MasterKeys,
  ) {}

  async publicKey(): Promise<string> {
    return (await this.#load()).publicKey
  }

  async signHead(claim: Omit<HeadClaim, 'v' | 'publicKey'>): Promise<AuditHead> {
    const { privateKey, publicKey } = await this.#load()
    const head: HeadClaim = { v: 1, ...claim, publicKey }
    return { ...head, signature: sign(null, headBytes(head), privateKey).toString('base64url') }
  }

  async signAnchor(claim: Omit<AnchorClaim, 'v'>): Promise<AuditAnchor> {
    const { privateKey } = await this.#load()
    const anchor: AnchorClaim = { v: 1, ...claim }
    return { ...anchor, signature: sign(null, anchorBytes(anchor), privateKey).toString('base64url') }
  }

  /** Wraps the key under the current master key, if it is not. */
  async rewrap(): Promise<void> {
    await inTransaction(this.database, async (tx) => {
      const [row] = await tx.query<Row[]>('SELECT * FROM audit_signer WHERE master_key_id <> $1 FOR UPDATE', [
        this.keys.currentId,
      ])
      if (row === undefined) return
      const { privateKey, publicKey } = readRow(this.keys, row)
      const { masterKeyId, wrapped } = this.#wrap(privateKey, publicKey)
      await tx.query('UPDATE audit_signer SET master_key_id = $1, wrapped_key = $2', [masterKeyId, wrapped])
    })
  }

  #load(): Promise<Signer> {
    this.#signer ??= this.#findOrMake().catch((error: unknown) => {
      this.#signer = undefined
      throw error
    })
    return this.#signer
  }

  async #findOrMake(): Promise<Signer> {
    const find = async (): Promise<Row | undefined> =>
      (await this.database.query<Row[]>('SELECT * FROM audit_signer'))[0]
    const found = await find()
    if (found !== undefined) return readRow(this.keys, found)
    const { privateKey } = generateKeyPairSync('ed25519')
    const publicKey = publicOf(privateKey)
    const { masterKeyId, wrapped } = this.#wrap(privateKey, publicKey)
    // Another process may be first: then its key is the key.
    await this.database.query(
      'INSERT INTO audit_signer (public_key, master_key_id, wrapped_key) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING',
      [Buffer.from(publicKey, 'base64url'), masterKeyId, wrapped],
    )
    const made = await find()
    if (made === undefined) throw new Error('the key that signs the audit went away')
    return readRow(this.keys, made)
  }

  #wrap(privateKey: KeyObject, publicKey: string) {
    const der = privateKey.export({ format: 'der', type: 'pkcs8' })
    return this.keys.wrap(der, place(publicKey), randomBytes(12))
  }
}
