import { AwsV4Signer } from 'aws4fetch'
import type { AwsCredentials } from './aws-credentials.http.js'
import { askText, KmsTrouble, memberOf } from './ask-json.http.js'
import { WRAP_PURPOSE, type Kms } from './kms.port.js'

const WHO = 'AWS KMS'
const ARN = /^arn:(aws[a-z-]*):kms:([a-z0-9-]+):\d{12}:(?:key|alias)\/[\w/-]+$/
const SUFFIX: Readonly<Record<string, string>> = { 'aws-cn': 'amazonaws.com.cn' }

/** AWS KMS over its JSON API: one signed request each. Keys are named by their ARN, which says the region. */
export class AwsKms implements Kms {
  constructor(
    private readonly credentials: () => Promise<AwsCredentials>,
    /** In place of the region's own endpoint. */
    private readonly endpoint?: string,
  ) {}

  async wrap(kmsKey: string, plaintext: Buffer): Promise<string> {
    return memberOf(
      WHO,
      await this.ask(kmsKey, 'Encrypt', { Plaintext: plaintext.toString('base64') }),
      'CiphertextBlob',
    )
  }

  async unwrap(kmsKey: string, ciphertext: string): Promise<Buffer> {
    return Buffer.from(
      memberOf(WHO, await this.ask(kmsKey, 'Decrypt', { CiphertextBlob: ciphertext }), 'Plaintext'),
      'base64',
    )
  }

  private async ask(kmsKey: string, action: string, input: Readonly<Record<string, string>>): Promise<string> {
    const [, partition = '', region = ''] = ARN.exec(kmsKey) ?? []
    if (region === '') throw new KmsTrouble(`${WHO} keys are named by their ARN`)
    const url = this.endpoint ?? `https://kms.${region}.${SUFFIX[partition] ?? 'amazonaws.com'}/`
    const body = JSON.stringify({ KeyId: kmsKey, EncryptionContext: { purpose: WRAP_PURPOSE }, ...input })
    const headers = { 'content-type': 'application/x-amz-json-1.1', 'x-amz-target': `TrentService.${action}` }
    // allHeaders: content-type and target are signed too.
    const request = {
      ...(await this.credentials()),
      url,
      method: 'POST',
      headers,
      body,
      service: 'kms',
      region,
      allHeaders: true,
    }
    const signed = await new AwsV4Signer(request).sign()
    return askText(WHO, { url: signed.url, headers: signed.headers, body }, (answer) => (answer as Answer)?.__type)
  }
}

type Answer = { __type?: unknown } | undefined
