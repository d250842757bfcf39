import { askText, KmsTrouble, memberOf } from './ask-json.http.js'
import { KeySourceProblem } from './key-source.port.js'
import type { Kms } from './kms.port.js'
import { readSecretFile } from './secret-file.fs.js'

export interface VaultSettings {
  readonly VAULT_ADDR?: string | undefined
  readonly VAULT_TOKEN?: string | undefined
  /** A file in which an agent keeps the token fresh; read at every use. */
  readonly VAULT_TOKEN_FILE?: string | undefined
  readonly VAULT_NAMESPACE?: string | undefined
}

const WHO = 'Vault'
const NAME = /^((?:[\w-]+\/)+)([\w.-]+)$/

/** HashiCorp Vault's transit engine, or OpenBao's. Keys are named `<mount>/<key>`. */
export class VaultTransit implements Kms {
  constructor(private readonly settings: VaultSettings) {}

  async wrap(kmsKey: string, plaintext: Buffer): Promise<string> {
    const answer = await this.ask(kmsKey, 'encrypt', { plaintext: plaintext.toString('base64') })
    return memberOf(WHO, answer, 'data', 'ciphertext')
  }

  async unwrap(kmsKey: string, ciphertext: string): Promise<Buffer> {
    return Buffer.from(memberOf(WHO, await this.ask(kmsKey, 'decrypt', { ciphertext }), 'data', 'plaintext'), 'base64')
  }

  private async ask(kmsKey: string, action: string, input: Readonly<Record<string, string>>): Promise<string> {
    const { VAULT_ADDR: address, VAULT_NAMESPACE: namespace } = this.settings
    if (address === undefined) throw new KeySourceProblem('VAULT_ADDR is not set')
    const [, mount = '', name = ''] = NAME.exec(kmsKey) ?? []
    if (name === '') throw new KmsTrouble('keys of Vault’s transit engine are named <mount>/<key>')
    const headers = {
      'content-type': 'application/json',
      'x-vault-request': 'true',
      'x-vault-token': await this.token(),
      ...(namespace !== undefined && { 'x-vault-namespace': namespace }),
    }
    const url = `${address.replace(/\/$/, '')}/v1/${mount}${action}/${name}`
    return askText(WHO, { url, headers, body: JSON.stringify(input) }, () => undefined)
  }

  private async token(): Promise<string> {
    const { VAULT_TOKEN: token, VAULT_TOKEN_FILE: file } = this.settings
    if (file !== undefined) return (await readSecretFile(file)).toString().trim()
    if (token === undefined) throw new KeySourceProblem('neither VAULT_TOKEN nor VAULT_TOKEN_FILE is set')
    return token
  }
}
