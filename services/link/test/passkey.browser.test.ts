import { makePrfSalt, unlockVault, type VaultRecord, wrapForPasskey } from '@1relay/vault'
import { type Browser, chromium, type Page } from 'playwright-core'
import { flags } from './browser.js'
import { type HostPage, startHostPage } from './host-page.js'
import { type RunningHouse, startHouse } from './house.js'
import { askForAccess, call } from './link-session.js'
import { accountPassword, heading, makeVault, masterPassword, openSession, press, register } from './walk.js'

jest.setTimeout(120_000)

let house: RunningHouse
let host: HostPage
let browser: Browser
beforeAll(async () => {
  ;[house, host] = await Promise.all([startHouse(), startHostPage()])
  browser = await chromium.launch(flags())
})
afterAll(async () => {
  await browser?.close()
  await Promise.all([house?.stop(), host?.stop()])
})

const asHouse = () => ({ browser, base: house.origin, hostOrigin: host.origin })
const ask = () => askForAccess(house.origin, { origins: [host.origin] })

/** A person with a vault, and a page of 1Relay's origin whose authenticator is a machine. */
const setUp = async () => {
  const session = await ask()
  const walker = await openSession(asHouse(), session)
  await register(walker)
  await makeVault(walker)
  await walker.page.context().close()
  const credentials = { email: walker.email, password: accountPassword, session: 'token' }
  type SignedIn = { sessionToken: string; account: { id: string } }
  const { sessionToken, account } = await call<SignedIn>(`${house.origin}/v1/auth/login`, credentials)
  const page = await browser.newPage()
  const devtools = await page.context().newCDPSession(page)
  await devtools.send('WebAuthn.enable')
  const kind = { protocol: 'ctap2', ctap2Version: 'ctap2_1', transport: 'internal' } as const
  const can = { hasResidentKey: true, hasUserVerification: true, hasPrf: true, isUserVerified: true }
  await devtools.send('WebAuthn.addVirtualAuthenticator', {
    options: { ...kind, ...can, automaticPresenceSimulation: true },
  })
  await page.goto(`${house.origin}/link/${session.linkSessionId}`)
  return { page, sessionToken, accountId: account.id }
}

/** Makes a passkey for the account, as the console does, and gives its id and its PRF output for a salt. */
const addPasskey = (page: Page, sessionToken: string, prfSalt: string) =>
  page.evaluate(
    async ([token, salt]) => {
      const post = async (path: string, body: object) => {
        const headers = { 'content-type': 'application/json', authorization: `Bearer ${token}` }
        const answer = await fetch(path, { method: 'POST', headers, body: JSON.stringify(body) })
        if (!answer.ok) throw new Error(`${path}: ${await answer.text()}`)
        return (await answer.json()) as { data: { options: PublicKeyCredentialCreationOptionsJSON } }
      }
      const { data } = await post('/v1/passkeys/options', {})
      const options = PublicKeyCredential.parseCreationOptionsFromJSON(data.options)
      const publicKey = { ...options, extensions: { ...options.extensions, prf: {} } }
      const made = (await navigator.credentials.create({ publicKey })) as PublicKeyCredential
      await post('/v1/passkeys', { name: 'Test', response: made.toJSON() as object })
      const first = Uint8Array.from(atob(salt.replaceAll('-', '+').replaceAll('_', '/')), (char) => char.charCodeAt(0))
      const asked = (await navigator.credentials.get({
        publicKey: {
          challenge: new Uint8Array(32),
          allowCredentials: [{ type: 'public-key', id: made.rawId }],
          userVerification: 'required',
          extensions: { prf: { eval: { first } } },
        },
      })) as PublicKeyCredential
      const output = asked.getClientExtensionResults().prf?.results?.first as ArrayBuffer
      return { credentialId: made.id, prfOutput: [...new Uint8Array(output)] }
    },
    [sessionToken, prfSalt] as const,
  )

const openInHost = async (page: Page) => {
  const { linkSessionId: id, linkToken: token } = await ask()
  await page.goto(host.origin)
  await page.evaluate(`openLink(${JSON.stringify({ base: house.origin, id, token, theme: 'light', mode: 'iframe' })})`)
  return page.frameLocator('iframe[title="Link"]')
}

describe('a passkey, in the frame of an app', () => {
  it('signs in and opens the vault, and no password is typed', async () => {
    const { page, sessionToken, accountId } = await setUp()
    const prfSalt = makePrfSalt()
    const { credentialId, prfOutput } = await addPasskey(page, sessionToken, prfSalt)
    const as = { authorization: `Bearer ${sessionToken}`, 'content-type': 'application/json' }
    const vault = await call<VaultRecord>(`${house.origin}/v1/vault`, undefined, as.authorization)
    const vaultKey = await unlockVault({ accountId, masterPassword, record: vault })
    const wrap = await wrapForPasskey({ accountId, credentialId, prfOutput: Uint8Array.from(prfOutput), vaultKey })
    const stored = await fetch(`${house.origin}/v1/vault/passkeys/${credentialId}`, {
      method: 'PUT',
      headers: as,
      body: JSON.stringify({ prfSalt, ...wrap }),
    })
    expect(stored.status).toBe(200)

    const link = await openInHost(page)
    const sent: string[] = []
    page.on('request', (request) => sent.push(`${request.url()} ${request.postData() ?? ''}`))
    await press(link, 'Sign in with a passkey')
    await heading(link, 'Unlock your vault').waitFor()
    await press(link, 'Unlock with a passkey')
    await heading(link, 'Choose keys to share').waitFor()
    expect(sent.join('\n')).not.toContain(Buffer.from(prfOutput).toString('base64url'))
    await page.close()
  })
})
