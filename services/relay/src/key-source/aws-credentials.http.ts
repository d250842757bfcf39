import { askText, KmsTrouble, memberOf } from './ask-json.http.js'
import { readOpenFile } from './secret-file.fs.js'

export interface AwsCredentials {
  readonly accessKeyId: string
  readonly secretAccessKey: string
  readonly sessionToken?: string
}

/** Where they may come from, in the order in which the AWS SDKs look; each as the SDKs name it in the environment. */
export interface AwsSettings {
  readonly AWS_ACCESS_KEY_ID?: string | undefined
  readonly AWS_SECRET_ACCESS_KEY?: string | undefined
  readonly AWS_SESSION_TOKEN?: string | undefined
  readonly AWS_CONTAINER_CREDENTIALS_FULL_URI?: string | undefined
  readonly AWS_CONTAINER_CREDENTIALS_RELATIVE_URI?: string | undefined
  readonly AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE?: string | undefined
  readonly AWS_EC2_METADATA_SERVICE_ENDPOINT?: string | undefined
}

const ECS = 'http://169.254.170.2'
const IMDS = 'http://169.254.169.254'
// Link-local and loopback: credentials come in clear from nowhere else.
const LOCAL = /^http:\/\/(?:169\.254\.170\.(?:2|23)|\[fd00:ec2::23\]|127\.0\.0\.1|localhost)(?:[:/]|$)/

/** Static keys, then those of the container (ECS, EKS Pod Identity), then those of the machine's role (IMDSv2). */
export const awsCredentials = async (settings: AwsSettings): Promise<AwsCredentials> => {
  const { AWS_ACCESS_KEY_ID: accessKeyId, AWS_SECRET_ACCESS_KEY: secretAccessKey, AWS_SESSION_TOKEN } = settings
  if (accessKeyId !== undefined && secretAccessKey !== undefined) {
    return { accessKeyId, secretAccessKey, ...(AWS_SESSION_TOKEN !== undefined && { sessionToken: AWS_SESSION_TOKEN }) }
  }
  const { AWS_CONTAINER_CREDENTIALS_FULL_URI: full, AWS_CONTAINER_CREDENTIALS_RELATIVE_URI: relative } = settings
  const uri = relative === undefined ? full : ECS + relative
  return uri === undefined ? ofMachine(settings) : ofContainer(uri, settings.AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE)
}

const ofContainer = async (url: string, tokenFile: string | undefined): Promise<AwsCredentials> => {
  const who = 'the container’s credential endpoint'
  if (!url.startsWith('https://') && !LOCAL.test(url)) throw new KmsTrouble(`${who} is neither local nor https`)
  const authorization = tokenFile === undefined ? undefined : (await readOpenFile(tokenFile)).toString().trim()
  const headers = authorization === undefined ? {} : { authorization }
  return read(who, await askText(who, { url, method: 'GET', headers }, codeOf))
}

const ofMachine = async (settings: AwsSettings): Promise<AwsCredentials> => {
  const who = 'the machine’s metadata service'
  const base = `${settings.AWS_EC2_METADATA_SERVICE_ENDPOINT ?? IMDS}/latest`
  const lifetime = { 'x-aws-ec2-metadata-token-ttl-seconds': '60' }
  const token = await askText(who, { url: `${base}/api/token`, method: 'PUT', headers: lifetime }, codeOf)
  const headers = { 'x-aws-ec2-metadata-token': token }
  const roles = `${base}/meta-data/iam/security-credentials/`
  const role = (await askText(who, { url: roles, method: 'GET', headers }, codeOf)).trim()
  if (!/^[\w+=,.@-]{1,64}$/.test(role)) throw new KmsTrouble(`${who} names no role`)
  return read(who, await askText(who, { url: `${roles}${role}`, method: 'GET', headers }, codeOf))
}

const read = (who: string, text: string): AwsCredentials => ({
  accessKeyId: memberOf(who, text, 'AccessKeyId'),
  secretAccessKey: memberOf(who, text, 'SecretAccessKey'),
  sessionToken: memberOf(who, text, 'Token'),
})

const codeOf = (answer: unknown): unknown => (answer as { code?: unknown } | undefined)?.code
