import { privateKeyOf, rawPublicKey, relayKeyIdOf } from '../open/index.js'
import { KeySourceProblem, type KeySource } from './key-source.port.js'
import type { Kms, KmsKind } from './kms.port.js'
import { readOpenFile } from './secret-file.fs.js'
import { parseWrappedKeys, type WrappedKey } from './wrapped-keys.js'

/** Keys of a file in which a KMS has wrapped them: it unwraps each once, at the start. The plain keys are in memory only. */
export class WrappedKeys implements KeySource {
  constructor(
    private readonly path: string,
    private readonly kms: (kind: KmsKind) => Kms,
  ) {}

  async read(): Promise<readonly Buffer[]> {
    const wrapped = parseWrappedKeys((await readOpenFile(this.path)).toString())
    if (wrapped === undefined) throw new KeySourceProblem(`${this.path} is not a file of wrapped keys`)
    const keys: Buffer[] = []
    try {
      for (const one of wrapped) keys.push(await this.unwrap(one))
      return keys
    } catch (error) {
      for (const key of keys) key.fill(0)
      throw error
    }
  }

  private async unwrap({ keyId, kms, kmsKey, ciphertext }: WrappedKey): Promise<Buffer> {
    const key = await this.kms(kms).unwrap(kmsKey, ciphertext)
    if (key.length === 32 && relayKeyIdOf(rawPublicKey(privateKeyOf(key))) === keyId) return key
    key.fill(0)
    throw new KeySourceProblem(`${this.path}: what ${kms} unwrapped is not the private key of ${keyId}`)
  }
}
