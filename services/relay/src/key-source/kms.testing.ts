/**
 * Stand-ins for the services from which keys are unwrapped. They are not those services: each checks what the real one documents about a request
 * (signature, headers, names, shapes) and wraps with a key of its own. AWS's signature is computed here once more, from its specification.
 */
import {
  createCipheriv,
  createDecipheriv,
  createHash,
  createHmac,
  randomBytes,
  verify,
  type KeyObject,
} from 'node:crypto'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { text } from 'node:stream/consumers'
import { serve } from '../../test/exchange.js'

const MASTER = randomBytes(32)

const seal = (plaintext: string, aad: string): string => {
  const iv = randomBytes(12)
  const cipher = createCipheriv('aes-256-gcm', MASTER, iv).setAAD(Buffer.from(aad))
  const body = Buffer.concat([cipher.update(Buffer.from(plaintext, 'base64')), cipher.final()])
  return Buffer.concat([iv, body, cipher.getAuthTag()]).toString('base64')
}

const open = (ciphertext: string, aad: string): string | undefined => {
  const bytes = Buffer.from(ciphertext, 'base64')
  const decipher = createDecipheriv('aes-256-gcm', MASTER, bytes.subarray(0, 12)).setAAD(Buffer.from(aad))
  decipher.setAuthTag(bytes.subarray(-16))
  try {
    return Buffer.concat([decipher.update(bytes.subarray(12, -16)), decipher.final()]).toString('base64')
  } catch {
    return undefined
  }
}

type Json = Record<string, unknown>
type Answer = readonly [status: number, body: unknown]

const json = (answer: (req: IncomingMessage, body: string) => Answer) =>
  serve((req: IncomingMessage, res: ServerResponse) => {
    void text(req).then((body) => {
      const [status, said] = answer(req, body)
      res.writeHead(status, { 'content-type': 'application/json' })
      res.end(typeof said === 'string' ? said : JSON.stringify(said))
    })
  })

const headerOf = (req: IncomingMessage, name: string): string => String(req.headers[name] ?? '')

/** KMS's JSON 1.1 protocol, for one identity. */
export const serveAwsKms = (identity: { accessKeyId: string; secretAccessKey: string; sessionToken?: string }) =>
  json((req, body) => {
    if (headerOf(req, 'x-amz-security-token') !== (identity.sessionToken ?? ''))
      return [400, { __type: 'ExpiredTokenException' }]
    if (!isSigned(req, body, identity)) return [400, { __type: 'InvalidSignatureException' }]
    if (req.method !== 'POST' || headerOf(req, 'content-type') !== 'application/x-amz-json-1.1') return [404, {}]
    const { KeyId, EncryptionContext, Plaintext, CiphertextBlob } = JSON.parse(body) as Json
    if (String(KeyId).includes('denied'))
      return [400, { __type: 'AccessDeniedException', message: `no, not ${String(CiphertextBlob)}` }]
    const aad = `${String(KeyId)} ${JSON.stringify(EncryptionContext)}`
    if (headerOf(req, 'x-amz-target') === 'TrentService.Encrypt') {
      return [200, { KeyId, CiphertextBlob: seal(String(Plaintext), aad), EncryptionAlgorithm: 'SYMMETRIC_DEFAULT' }]
    }
    const opened = open(String(CiphertextBlob), aad)
    return opened === undefined ? [400, { __type: 'InvalidCiphertextException' }] : [200, { KeyId, Plaintext: opened }]
  })

/** Signature Version 4, as AWS's documentation writes it down. */
const isSigned = (
  req: IncomingMessage,
  body: string,
  identity: { accessKeyId: string; secretAccessKey: string },
): boolean => {
  const pattern = /^AWS4-HMAC-SHA256 Credential=([^,]+), SignedHeaders=([^,]+), Signature=([0-9a-f]{64})$/
  const [, credential = '', signedHeaders = '', signature] = pattern.exec(headerOf(req, 'authorization')) ?? []
  const [accessKeyId, day = '', region = '', service = ''] = credential.split('/')
  const names = signedHeaders.split(';')
  if (
    accessKeyId !== identity.accessKeyId ||
    !['host', 'x-amz-date', 'x-amz-target'].every((one) => names.includes(one))
  ) {
    return false
  }
  const hmac = (key: string | Buffer, data: string): Buffer => createHmac('sha256', key).update(data).digest()
  const hash = (data: string): string => createHash('sha256').update(data).digest('hex')
  const headers = names.map((name) => `${name}:${headerOf(req, name).trim()}\n`).join('')
  const canonical = [req.method, req.url, '', headers, signedHeaders, hash(body)].join('\n')
  const scope = `${day}/${region}/${service}/aws4_request`
  const toSign = ['AWS4-HMAC-SHA256', headerOf(req, 'x-amz-date'), scope, hash(canonical)].join('\n')
  const key = ['aws4_request', service, region, day].reduceRight<Buffer>(
    (from, part) => hmac(from, part),
    Buffer.from(`AWS4${identity.secretAccessKey}`),
  )
  return hmac(key, toSign).toString('hex') === signature && service === 'kms' && region === 'eu-west-1'
}

/** The credentials of a machine's role (IMDSv2) and, under /container, of a container. */
export const serveAwsRoles = (credentials: Json, containerToken: string) =>
  json((req) => {
    if (req.url === '/container') {
      return headerOf(req, 'authorization') === containerToken ? [200, credentials] : [401, { code: 'Unauthorized' }]
    }
    if (req.url === '/latest/api/token') {
      const hasLifetime = /^\d+$/.test(headerOf(req, 'x-aws-ec2-metadata-token-ttl-seconds'))
      return req.method === 'PUT' && hasLifetime ? [200, 'imds-token'] : [400, {}]
    }
    if (headerOf(req, 'x-aws-ec2-metadata-token') !== 'imds-token') return [401, {}]
    if (req.url === '/latest/meta-data/iam/security-credentials/') return [200, 'relay-role']
    return req.url?.endsWith('/relay-role') === true ? [200, credentials] : [404, {}]
  })

/** Cloud KMS's REST API, for one access token. */
export const serveGoogleKms = (accessToken: string) =>
  json((req, body) => {
    if (headerOf(req, 'authorization') !== `Bearer ${accessToken}`)
      return [401, { error: { status: 'UNAUTHENTICATED' } }]
    const [, name, action] = /^\/v1\/(projects\/[^:]+):(encrypt|decrypt)$/.exec(req.url ?? '') ?? []
    if (name === undefined || req.method !== 'POST') return [404, { error: { status: 'NOT_FOUND' } }]
    const { plaintext, ciphertext, additionalAuthenticatedData: aad } = JSON.parse(body) as Json
    if (action === 'encrypt') return [200, { name, ciphertext: seal(String(plaintext), `${name} ${String(aad)}`) }]
    const opened = open(String(ciphertext), `${name} ${String(aad)}`)
    return opened === undefined ? [400, { error: { status: 'INVALID_ARGUMENT' } }] : [200, { plaintext: opened }]
  })

/** A metadata server and, for a service account's signed statement, a token endpoint. */
export const serveGoogleTokens = (accessToken: string, account: { email: string; publicKey: KeyObject }) =>
  json((req, body) => {
    const token = { access_token: accessToken, expires_in: 3600, token_type: 'Bearer' }
    if (req.url === '/computeMetadata/v1/instance/service-accounts/default/token') {
      return headerOf(req, 'metadata-flavor') === 'Google' ? [200, token] : [403, {}]
    }
    const form = new URLSearchParams(body)
    const [header = '', claims = '', signature = ''] = (form.get('assertion') ?? '').split('.')
    const signed = Buffer.from(`${header}.${claims}`)
    const isGenuine = verify('sha256', signed, account.publicKey, Buffer.from(signature, 'base64url'))
    const { iss, aud, scope, exp, iat } = JSON.parse(Buffer.from(claims, 'base64url').toString()) as Record<
      string,
      string
    >
    const isRight =
      form.get('grant_type') === 'urn:ietf:params:oauth:grant-type:jwt-bearer' &&
      iss === account.email &&
      aud?.endsWith('/token') === true &&
      scope === 'https://www.googleapis.com/auth/cloudkms' &&
      Number(exp) - Number(iat) <= 3600 &&
      Math.abs(Number(iat) - Date.now() / 1000) < 600
    return isGenuine && isRight ? [200, token] : [400, { error: 'invalid_grant' }]
  })

/** Vault's transit engine, mounted at `transit` in a namespace. */
export const serveVault = (token: string, namespace: string) =>
  json((req, body) => {
    const isKnown = headerOf(req, 'x-vault-token') === token && headerOf(req, 'x-vault-namespace') === namespace
    if (!isKnown || headerOf(req, 'x-vault-request') !== 'true') return [403, { errors: ['permission denied'] }]
    const [, action, name] = /^\/v1\/transit\/(encrypt|decrypt)\/([\w-]+)$/.exec(req.url ?? '') ?? []
    if (name === undefined) return [404, { errors: [] }]
    const { plaintext, ciphertext } = JSON.parse(body) as Json
    if (action === 'encrypt')
      return [200, { data: { ciphertext: `vault:v1:${seal(String(plaintext), name)}`, key_version: 1 } }]
    const [, sealed = ''] = /^vault:v1:(.+)$/.exec(String(ciphertext)) ?? []
    const opened = open(sealed, name)
    return opened === undefined ? [400, { errors: ['invalid ciphertext'] }] : [200, { data: { plaintext: opened } }]
  })
