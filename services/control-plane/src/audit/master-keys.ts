import { hkdfSync } from 'node:crypto'
import { open, seal } from './seal.js'

const KEY_ID_BYTES = 8

const derive = (key: Buffer, info: string, salt: Buffer | string, bytes: number): Buffer =>
  Buffer.from(hkdfSync('sha256', key, salt, `1relay/audit/${info}/v1`, bytes))

/** A key that lies in the database, and which master key opens it. */
export interface WrappedKey {
  readonly masterKeyId: string
  readonly wrapped: Buffer
}

export interface KeyPlace {
  readonly owner: string
  readonly purpose: string
}

/**
 * The installation's `AUDIT_KEY`s: the first one seals, all of them open. Nothing is sealed under them directly: keys are wrapped under
 * one derived key, what waits in the inbox is sealed under keys of its own, derived from a salt each.
 */
export class MasterKeys {
  readonly currentId: string
  readonly #current: Buffer
  readonly #byId: ReadonlyMap<string, Buffer>

  /** `keys`: 32 bytes each, at least one. */
  constructor(keys: readonly Buffer[]) {
    const [current] = keys
    if (current === undefined) throw new Error('no audit key')
    this.#byId = new Map(keys.map((key) => [derive(key, 'key-id', '', KEY_ID_BYTES).toString('hex'), key]))
    this.currentId = [...this.#byId.keys()][0] ?? ''
    this.#current = current
  }

  /** `owner` has a wrapping key of its own; `purpose` says what the key is for. Both are needed to unwrap it. `iv`: 12 random bytes. */
  wrap(key: Buffer, { owner, purpose }: KeyPlace, iv: Buffer): WrappedKey {
    const wrapped = seal({ key: derive(this.#current, 'wrap', owner, 32), aad: purpose }, key, iv)
    return { masterKeyId: this.currentId, wrapped }
  }

  /** The key; undefined if its master key is none of ours or its place is another one. */
  unwrap({ masterKeyId, wrapped }: WrappedKey, { owner, purpose }: KeyPlace): Buffer | undefined {
    const master = this.#byId.get(masterKeyId)
    return master && open({ key: derive(master, 'wrap', owner, 32), aad: purpose }, wrapped)
  }

  /** Key id (8 bytes), salt (16), sealed text. `random`: 28 bytes that are used once. */
  sealOnce(text: string, aad: string, random: Buffer): Buffer {
    const salt = random.subarray(0, 16)
    const key = derive(this.#current, 'inbox', salt, 32)
    const sealed = seal({ key, aad }, Buffer.from(text), random.subarray(16, 28))
    return Buffer.concat([Buffer.from(this.currentId, 'hex'), salt, sealed])
  }

  /** What `sealOnce` sealed; undefined if it is not for this place or its master key is none of ours. */
  openOnce(bytes: Buffer, aad: string): string | undefined {
    const master = this.#byId.get(bytes.subarray(0, KEY_ID_BYTES).toString('hex'))
    const salt = bytes.subarray(KEY_ID_BYTES, KEY_ID_BYTES + 16)
    return (
      master && open({ key: derive(master, 'inbox', salt, 32), aad }, bytes.subarray(KEY_ID_BYTES + 16))?.toString()
    )
  }

  /** Whether this is one of our keys. */
  knows(masterKeyId: string): boolean {
    return this.#byId.has(masterKeyId)
  }

  /** Whether what `sealOnce` gave is sealed under a master key that we have. */
  knowsOnce(bytes: Buffer): boolean {
    return this.knows(bytes.subarray(0, KEY_ID_BYTES).toString('hex'))
  }
}
