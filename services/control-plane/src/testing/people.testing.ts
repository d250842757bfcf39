import { randomBytes } from 'node:crypto'
import type { Answer, ControlPlane } from './harness.testing.js'

/** A registered person. */
export interface Person {
  accountId: string
  email: string
  password: string
  /** `1r_st_…` */
  session: string
}

/** A registered app with its first client secret. */
export interface TestApp {
  clientId: string
  clientSecret: string
  /** The 16 characters in the client id. */
  appId: string
}

/** The answer, or an error that shows it: set-up that fails must not look like the tested refusal. */
export const expectOk = (answer: Answer): Answer => {
  if (answer.json?.success !== true) throw new Error(`set-up failed: ${answer.status} ${answer.text}`)
  return answer
}

/** Registers an account of a random address. */
export const registerPerson = async (controlPlane: ControlPlane): Promise<Person> => {
  const email = `p${randomBytes(6).toString('hex')}@example.com`
  const password = `correct horse ${randomBytes(6).toString('hex')}`
  const { data } = expectOk(await controlPlane.ask('POST', '/v1/auth/register', { json: { email, password } }))
  return { accountId: data.account.id, email, password, session: data.sessionToken }
}

/** Registers an app of this person. */
export const createApp = async (
  controlPlane: ControlPlane,
  owner: Person,
  profile: { name?: string; origins?: string[]; logoUrl?: string } = {},
): Promise<TestApp> => {
  const json = { name: 'Example', origins: ['https://app.example'], ...profile }
  const { data } = expectOk(await controlPlane.ask('POST', '/v1/apps', { json, session: owner.session }))
  const clientId: string = data.app.clientId
  return { clientId, clientSecret: data.clientSecret, appId: clientId.slice('1r_cid_'.length) }
}

const filler = (length: number): string => randomBytes(length).toString('base64url').slice(0, length)

/** A vault record of the right form, of random bytes. */
export const makeVaultRecord = () => ({
  kdf: { algorithm: 'argon2id', salt: filler(22), memoryKiB: 65536, iterations: 3, parallelism: 1 },
  wrappedKey: { iv: filler(16), ciphertext: filler(64) },
  recoveryWrappedKey: { iv: filler(16), ciphertext: filler(64) },
})

/** A sealed key of the right form, of random bytes. */
export const makeSealedKey = (provider = 'openai') => ({
  provider,
  encryptedKey: filler(80),
  salt: filler(22),
  iv: filler(16),
})
