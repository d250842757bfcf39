import type { Secret } from '../forward/index.js'
import { base64, percentEncoded } from '../inject/index.js'
import type { Oauth2Auth } from './token-endpoint.port.js'

const COLON = 0x3a
const SPACE = '%20'

export interface TokenRequest {
  readonly headers: readonly string[]
  readonly secret: Secret
  readonly body: Buffer | null
}

/** The POST that asks for a token. Takes `client_id:client_secret` and wipes it: what is sent is the forwarder's to wipe. */
export const tokenRequest = (auth: Oauth2Auth, credential: Buffer): TokenRequest => {
  const colon = credential.indexOf(COLON)
  const id = percentEncoded(credential.subarray(0, colon))
  const secret = percentEncoded(credential.subarray(colon + 1))
  credential.fill(0)
  const form = formOf(auth)
  const request = auth.clientAuth === 'basic' ? withHeader(form, id, secret) : withBody(form, id, secret)
  id.fill(0)
  secret.fill(0)
  return request
}

/** RFC 6749 §2.3.1: both halves are form-encoded before they are joined. */
const withHeader = (form: string, id: Buffer, secret: Buffer): TokenRequest => {
  const pair = Buffer.concat([id, Buffer.from(':'), secret])
  const bytes = base64(pair)
  pair.fill(0)
  const body = Buffer.from(form)
  return { headers: headersFor(body), secret: { in: 'header', before: 'authorization: Basic ', bytes }, body }
}

const withBody = (form: string, id: Buffer, secret: Buffer): TokenRequest => {
  const bytes = Buffer.concat([Buffer.from(`${form}&client_id=`), id, Buffer.from('&client_secret='), secret])
  return { headers: headersFor(bytes), secret: { in: 'body', before: '', bytes }, body: null }
}

const headersFor = ({ length }: Buffer): string[] => [
  ...['content-type', 'application/x-www-form-urlencoded'],
  ...['accept', 'application/json'],
  ...['accept-encoding', 'identity'],
  ...['content-length', String(length)],
]

const formOf = ({ scope, audience }: Oauth2Auth): string => {
  const fields = new URLSearchParams({
    grant_type: 'client_credentials',
    ...(scope !== undefined && { scope }),
    ...(audience !== undefined && { audience }),
  })
  return fields.toString().replaceAll('+', SPACE)
}
