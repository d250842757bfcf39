import { createPrivateKey, sign } from 'node:crypto'
import { askText, memberOf } from './ask-json.http.js'
import { KeySourceProblem } from './key-source.port.js'
import { readSecretFile } from './secret-file.fs.js'

export interface GoogleSettings {
  /** A service account's key file. Without it: the machine's own account, from its metadata server. */
  readonly GOOGLE_APPLICATION_CREDENTIALS?: string | undefined
  readonly GCE_METADATA_HOST?: string | undefined
}

const SCOPE = 'https://www.googleapis.com/auth/cloudkms'
const LIFETIME_SECONDS = 300

/** An access token for Cloud KMS, of a service account or of the machine (Compute Engine, GKE, Cloud Run). */
export const googleAccessToken = async (settings: GoogleSettings, nowMs: number): Promise<string> => {
  const { GOOGLE_APPLICATION_CREDENTIALS: file, GCE_METADATA_HOST: host = 'metadata.google.internal' } = settings
  if (file !== undefined) return ofServiceAccount(file, nowMs)
  const who = 'the machine’s metadata server'
  const url = `http://${host}/computeMetadata/v1/instance/service-accounts/default/token`
  const headers = { 'metadata-flavor': 'Google' }
  return memberOf(who, await askText(who, { url, method: 'GET', headers }, codeOf), 'access_token')
}

/** RFC 7523: a signed statement of the account in exchange for a token. */
const ofServiceAccount = async (path: string, nowMs: number): Promise<string> => {
  const who = 'Google’s token endpoint'
  const account = parseAccount((await readSecretFile(path)).toString())
  if (account === undefined) throw new KeySourceProblem(`${path} is not the key file of a service account`)
  const iat = Math.floor(nowMs / 1000)
  const { client_email: iss, token_uri: aud } = account
  const claims = { iss, aud, scope: SCOPE, iat, exp: iat + LIFETIME_SECONDS }
  const unsigned = [{ alg: 'RS256', typ: 'JWT' }, claims]
    .map((part) => Buffer.from(JSON.stringify(part)).toString('base64url'))
    .join('.')
  const signature = sign('sha256', Buffer.from(unsigned), createPrivateKey(account.private_key)).toString('base64url')
  const grant = { grant_type: 'urn:ietf:params:oauth:grant-type:jwt-bearer', assertion: `${unsigned}.${signature}` }
  const headers = { 'content-type': 'application/x-www-form-urlencoded' }
  const answer = await askText(who, { url: aud, headers, body: new URLSearchParams(grant).toString() }, codeOf)
  return memberOf(who, answer, 'access_token')
}

interface ServiceAccount {
  readonly client_email: string
  readonly private_key: string
  readonly token_uri: string
}

const parseAccount = (text: string): ServiceAccount | undefined => {
  try {
    const value = JSON.parse(text) as Partial<Record<string, unknown>>
    const members = ['client_email', 'private_key', 'token_uri'].map((name) => value[name])
    const isAccount = value['type'] === 'service_account' && members.every((member) => typeof member === 'string')
    return isAccount ? (value as unknown as ServiceAccount) : undefined
  } catch {
    return undefined
  }
}

const codeOf = (answer: unknown): unknown => (answer as { error?: unknown } | undefined)?.error
