import { askText, KmsTrouble, memberOf } from './ask-json.http.js'
import { WRAP_PURPOSE, type Kms } from './kms.port.js'

const WHO = 'Google Cloud KMS'
const NAME = /^projects\/[\w:.-]+\/locations\/[\w-]+\/keyRings\/[\w-]+\/cryptoKeys\/[\w-]+$/
const AAD = Buffer.from(WRAP_PURPOSE).toString('base64')

/** Google Cloud KMS over its REST API. Keys are named `projects/…/locations/…/keyRings/…/cryptoKeys/…`. */
export class GoogleKms implements Kms {
  constructor(
    /** An OAuth access token with the scope of Cloud KMS. */
    private readonly accessToken: () => Promise<string>,
    private readonly endpoint = 'https://cloudkms.googleapis.com',
  ) {}

  async wrap(kmsKey: string, plaintext: Buffer): Promise<string> {
    return memberOf(WHO, await this.ask(kmsKey, 'encrypt', { plaintext: plaintext.toString('base64') }), 'ciphertext')
  }

  async unwrap(kmsKey: string, ciphertext: string): Promise<Buffer> {
    return Buffer.from(memberOf(WHO, await this.ask(kmsKey, 'decrypt', { ciphertext }), 'plaintext'), 'base64')
  }

  private async ask(kmsKey: string, action: string, input: Readonly<Record<string, string>>): Promise<string> {
    if (!NAME.test(kmsKey)) throw new KmsTrouble(`${WHO} keys are named projects/…/locations/…/keyRings/…/cryptoKeys/…`)
    const headers = { authorization: `Bearer ${await this.accessToken()}`, 'content-type': 'application/json' }
    const body = JSON.stringify({ ...input, additionalAuthenticatedData: AAD })
    const url = `${this.endpoint}/v1/${kmsKey}:${action}`
    return askText(WHO, { url, headers, body }, (answer) => (answer as Answer)?.error?.status)
  }
}

type Answer = { error?: { status?: unknown } } | undefined
