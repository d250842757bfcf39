import { makeRelayKeyPair, relayKeyId } from '@1relay/vault'
import { generateKeyPairSync } from 'node:crypto'
import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { chooseKeySource, kmsOf, wrapKeys, type KmsKind, type KmsSettings } from './index.js'
import { serveAwsKms, serveAwsRoles, serveGoogleKms, serveGoogleTokens, serveVault } from './kms.testing.js'

const ARN = 'arn:aws:kms:eu-west-1:123456789012:key/0b9a4f3d-2c11-4c8e-9d0e-6e3f0c1a5b52'
const GOOGLE_KEY = 'projects/p-1/locations/europe-west1/keyRings/relay/cryptoKeys/keys'
const STATIC = { accessKeyId: 'AKIDSTATIC', secretAccessKey: 'static/secret+key' }
const ROLE = { AccessKeyId: 'ASIAROLE', SecretAccessKey: 'role/secret+key', Token: 'session/token==' }

describe('keys that a KMS unwraps', () => {
  let folder: string
  const stops: (() => Promise<void>)[] = []
  const at = (name: string): string => join(folder, name)
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'relay-keys-'))
  })
  afterAll(() => rm(folder, { recursive: true }))
  afterEach(() => Promise.all(stops.splice(0).map((stop) => stop())))
  const up = async (server: Promise<{ origin: string; close(): Promise<void> }>): Promise<string> => {
    const { origin, close } = await server
    stops.push(close)
    return origin
  }

  /** Wraps a new key, reads it back, and returns whether it is the key that the file names. */
  const roundTrip = async (kind: KmsKind, kmsKey: string, settings: KmsSettings): Promise<void> => {
    const path = at(`${kind}-${stops.length}-${Math.random()}.json`)
    const [made] = await wrapKeys(path, kmsOf(kind, settings), { kind, kmsKey })
    const [again] = await wrapKeys(path, kmsOf(kind, settings), { kind, kmsKey })
    const keys = await chooseKeySource({ ...settings, RELAY_WRAPPED_KEYS_FILE: path })?.read()
    const file = await readFile(path, 'utf8')
    expect(keys).toHaveLength(2)
    for (const key of keys ?? []) expect(file).not.toContain(key.toString('base64').slice(0, 20))
    expect([again?.keyId, made?.keyId]).toEqual(
      (JSON.parse(file) as { keys: { keyId: string }[] }).keys.map(({ keyId }) => keyId),
    )
    expect((await stat(path)).mode & 0o777).toBe(0o600)
  }

  const awsEnv = ({ accessKeyId, secretAccessKey }: typeof STATIC): KmsSettings => ({
    AWS_ACCESS_KEY_ID: accessKeyId,
    AWS_SECRET_ACCESS_KEY: secretAccessKey,
  })

  it('AWS KMS: refuses another signature and a key that it may not use, and the error quotes neither', async () => {
    const endpoint = { AWS_ENDPOINT_URL_KMS: await up(serveAwsKms(STATIC)) }
    const forged = kmsOf('aws-kms', { ...endpoint, ...awsEnv({ ...STATIC, secretAccessKey: 'guessed' }) })
    await expect(forged.unwrap(ARN, 'AAAA')).rejects.toThrow('AWS KMS answered 400 InvalidSignatureException')
    const denied = kmsOf('aws-kms', { ...endpoint, ...awsEnv(STATIC) }).unwrap(
      ARN.replace(/key.*/, 'alias/denied'),
      'Q0FOQVJZ',
    )
    await expect(denied).rejects.toThrow(/^AWS KMS answered 400 AccessDeniedException$/)
    await expect(kmsOf('aws-kms', { ...endpoint, ...awsEnv(STATIC) }).unwrap('my-key', 'AAAA')).rejects.toThrow('ARN')
  })

  it('AWS KMS: with keys of the environment', async () => {
    const endpoint = await up(serveAwsKms(STATIC))
    await roundTrip('aws-kms', ARN, { AWS_ENDPOINT_URL_KMS: endpoint, ...awsEnv(STATIC) })
  })

  it('AWS KMS: with the role of the machine, and of the container', async () => {
    const identity = { accessKeyId: ROLE.AccessKeyId, secretAccessKey: ROLE.SecretAccessKey, sessionToken: ROLE.Token }
    const endpoint = await up(serveAwsKms(identity))
    const roles = await up(serveAwsRoles(ROLE, 'container-token'))
    await writeFile(at('container-token'), 'container-token\n')
    await roundTrip('aws-kms', ARN, { AWS_ENDPOINT_URL_KMS: endpoint, AWS_EC2_METADATA_SERVICE_ENDPOINT: roles })
    await roundTrip('aws-kms', ARN, {
      AWS_ENDPOINT_URL_KMS: endpoint,
      AWS_CONTAINER_CREDENTIALS_FULL_URI: `${roles}/container`,
      AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE: at('container-token'),
    })
  })

  it('AWS: takes no credentials in clear from an address that is not local', async () => {
    const settings = { AWS_CONTAINER_CREDENTIALS_FULL_URI: 'http://169.254.170.2.evil.example/role' }
    await expect(kmsOf('aws-kms', settings).unwrap(ARN, 'AAAA')).rejects.toThrow('neither local nor https')
  })

  it('Google Cloud KMS: with the machine’s account, and with a service account', async () => {
    const { publicKey, privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 })
    const email = 'relay@p-1.iam.gserviceaccount.com'
    const tokens = await up(serveGoogleTokens('ya29.token', { email, publicKey }))
    const endpoint = { CLOUDSDK_API_ENDPOINT_OVERRIDES_CLOUDKMS: `${await up(serveGoogleKms('ya29.token'))}/` }
    await roundTrip('google-kms', GOOGLE_KEY, { ...endpoint, GCE_METADATA_HOST: new URL(tokens).host })
    const account = {
      type: 'service_account',
      client_email: email,
      private_key: privateKey.export({ type: 'pkcs8', format: 'pem' }),
      token_uri: `${tokens}/token`,
    }
    await writeFile(at('account.json'), JSON.stringify(account), { mode: 0o600 })
    await roundTrip('google-kms', GOOGLE_KEY, { ...endpoint, GOOGLE_APPLICATION_CREDENTIALS: at('account.json') })
    const other = generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey.export({
      type: 'pkcs8',
      format: 'pem',
    })
    await writeFile(at('forged.json'), JSON.stringify({ ...account, private_key: other }), { mode: 0o600 })
    const forged = kmsOf('google-kms', { ...endpoint, GOOGLE_APPLICATION_CREDENTIALS: at('forged.json') })
    await expect(forged.unwrap(GOOGLE_KEY, 'AAAA')).rejects.toThrow(
      'Google’s token endpoint answered 400 invalid_grant',
    )
  })

  it('Vault Transit: with a token, and with a token file', async () => {
    const settings = { VAULT_ADDR: await up(serveVault('hvs.token', 'team')), VAULT_NAMESPACE: 'team' }
    await writeFile(at('token'), 'hvs.token\n', { mode: 0o600 })
    await roundTrip('vault-transit', 'transit/relay', { ...settings, VAULT_TOKEN: 'hvs.token' })
    await roundTrip('vault-transit', 'transit/relay', { ...settings, VAULT_TOKEN_FILE: at('token') })
    const stranger = kmsOf('vault-transit', { ...settings, VAULT_TOKEN: 'hvs.other' })
    await expect(stranger.unwrap('transit/relay', 'vault:v1:AAAA')).rejects.toThrow('Vault answered 403')
  })

  it('refuses what is unwrapped but is not the key that the file names', async () => {
    const settings = { VAULT_ADDR: await up(serveVault('hvs.token', '')), VAULT_TOKEN: 'hvs.token' }
    const path = at('swapped.json')
    await wrapKeys(path, kmsOf('vault-transit', settings), { kind: 'vault-transit', kmsKey: 'transit/relay' })
    const file = await readFile(path, 'utf8')
    const stranger = await relayKeyId((await makeRelayKeyPair()).publicKey)
    await writeFile(path, file.replace(/"keyId": "\w+"/, `"keyId": "${stranger}"`))
    const source = chooseKeySource({ ...settings, RELAY_WRAPPED_KEYS_FILE: path })
    await expect(source?.read()).rejects.toMatchObject({ name: 'KeySourceProblem' })
  })

  it('names a service that cannot be reached, and may be there later', async () => {
    const { origin, close } = await serveVault('hvs.token', '')
    await close()
    const settings = { VAULT_ADDR: origin, VAULT_TOKEN: 'hvs.token' }
    const trouble = kmsOf('vault-transit', settings).unwrap('transit/relay', 'vault:v1:AAAA')
    await expect(trouble).rejects.toMatchObject({
      name: 'KmsTrouble',
      message: 'Vault cannot be reached (ECONNREFUSED)',
    })
  })
})
