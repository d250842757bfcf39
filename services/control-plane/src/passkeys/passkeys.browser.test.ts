import { createServer, type AddressInfo } from 'node:net'
import { createVault, makePrfSalt, type PasskeyWrap, unwrapWithPasskey, wrapForPasskey } from '@1relay/vault'
import { type Browser, chromium, type Page } from 'playwright-core'
import { type Answer, type ControlPlane, startControlPlane } from '../testing/harness.testing.js'
import { expectOk, type Person, registerPerson } from '../testing/people.testing.js'

/** A credential as a page of ours sends it, with the PRF's output taken out of it. */
interface Shown {
  readonly response: { readonly id: string; clientExtensionResults: Record<string, unknown> }
  /** Hex; empty if the PRF was not asked. */
  readonly prf: string
}

// What a page of ours does with WebAuthn. `kind`: create or get.
const ASK = `async ({ kind, options, salt }) => {
  const parse = kind === 'create' ? 'parseCreationOptionsFromJSON' : 'parseRequestOptionsFromJSON'
  const publicKey = PublicKeyCredential[parse](options)
  if (salt) publicKey.extensions = { prf: { eval: { first: Uint8Array.from(atob(salt), (c) => c.charCodeAt(0)) } } }
  const credential = await navigator.credentials[kind]({ publicKey })
  const { prf } = credential.getClientExtensionResults()
  const first = prf?.results?.first
  const hex = first ? [...new Uint8Array(first)].map((byte) => byte.toString(16).padStart(2, '0')).join('') : ''
  const response = credential.toJSON()
  delete response.clientExtensionResults.prf
  return { response, prf: hex }
}`

let controlPlane: ControlPlane
let browser: Browser
let page: Page
let person: Person

const freePort = async (): Promise<number> => {
  const server = createServer()
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  await new Promise<void>((resolve) => server.close(() => resolve()))
  return port
}

beforeAll(async () => {
  const port = await freePort()
  // WebAuthn takes localhost for a secure page, and no address of numbers.
  const config = { port, publicOrigin: `http://localhost:${port}` }
  controlPlane = await startControlPlane({ config })
  person = await registerPerson(controlPlane)
  browser = await chromium.launch({
    executablePath: process.env['CHROMIUM_PATH'] ?? '/usr/bin/chromium',
    args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking', '--no-first-run'],
  })
  page = await browser.newPage()
  await page.goto(`http://localhost:${port}/healthz`)
  const devtools = await page.context().newCDPSession(page)
  await devtools.send('WebAuthn.enable')
  await devtools.send('WebAuthn.addVirtualAuthenticator', {
    options: {
      protocol: 'ctap2',
      ctap2Version: 'ctap2_1',
      transport: 'internal',
      hasResidentKey: true,
      hasUserVerification: true,
      hasPrf: true,
      isUserVerified: true,
      automaticPresenceSimulation: true,
    },
  })
}, 60_000)
afterAll(async () => {
  await browser.close()
  await controlPlane.close()
})

const ask = (method: string, path: string, json?: unknown): Promise<Answer> =>
  controlPlane.ask(method, path, { session: person.session, ...(json !== undefined && { json }) })

/** Base64, as the page reads it. */
const plain = (base64url: string): string => Buffer.from(base64url, 'base64url').toString('base64')
const webAuthn = (kind: 'create' | 'get', options: unknown, salt?: string): Promise<Shown> =>
  page.evaluate(`(${ASK})(${JSON.stringify({ kind, options, ...(salt && { salt: plain(salt) }) })})`)

const signIn = async (): Promise<Answer> => {
  const { options } = expectOk(await controlPlane.ask('POST', '/v1/auth/passkey/options')).data
  const { response } = await webAuthn('get', options)
  return controlPlane.ask('POST', '/v1/auth/passkey', { json: { response } })
}

describe('a passkey of Chromium', () => {
  let credentialId: string

  it('is added and signs in without a name', async () => {
    const { options } = expectOk(await ask('POST', '/v1/passkeys/options')).data
    const { response } = await webAuthn('create', options, makePrfSalt())
    const { passkey } = expectOk(await ask('POST', '/v1/passkeys', { name: 'Chromium', response })).data
    credentialId = passkey.credentialId
    const { data } = expectOk(await signIn())
    expect(data.account.id).toBe(person.accountId)
  })

  it('unlocks the vault with its PRF, of which the server sees nothing that opens it', async () => {
    const { vaultKey, record } = await createVault({ accountId: person.accountId, masterPassword: 'a master password' })
    expectOk(await ask('POST', '/v1/vault', record))
    const prfSalt = makePrfSalt()
    const binding = { accountId: person.accountId, credentialId }
    const prfFor = async (salt: string): Promise<Uint8Array> => {
      const allowCredentials = [{ id: credentialId, type: 'public-key' }]
      const options = { challenge: makePrfSalt(), rpId: 'localhost', allowCredentials, userVerification: 'required' }
      return new Uint8Array(Buffer.from((await webAuthn('get', options, salt)).prf, 'hex'))
    }
    const wrap = await wrapForPasskey({ ...binding, prfOutput: await prfFor(prfSalt), vaultKey })
    expectOk(await ask('PUT', `/v1/vault/passkeys/${credentialId}`, { prfSalt, ...wrap }))

    const [stored] = expectOk(await ask('GET', '/v1/vault')).data.passkeys as (PasskeyWrap & { prfSalt: string })[]
    if (stored === undefined) throw new Error('nothing was stored')
    const opened = await unwrapWithPasskey({ ...binding, prfOutput: await prfFor(stored.prfSalt), wrap: stored })
    expect(Buffer.from(opened).equals(Buffer.from(vaultKey))).toBe(true)
    const another = unwrapWithPasskey({ ...binding, prfOutput: await prfFor(makePrfSalt()), wrap: stored })
    await expect(another).rejects.toMatchObject({ code: 'tampered' })
  })

  it('is made once: the browser knows that it has one for this account', async () => {
    const { options } = expectOk(await ask('POST', '/v1/passkeys/options')).data
    await expect(webAuthn('create', options)).rejects.toThrow(/InvalidStateError|already registered/)
  })

  it('neither signs in nor unlocks when it was removed', async () => {
    expectOk(await ask('DELETE', `/v1/passkeys/${credentialId}`))
    expect((await signIn()).code).toBe('passkey_rejected')
    expect(expectOk(await ask('GET', '/v1/vault')).data.passkeys).toEqual([])
  })
})
