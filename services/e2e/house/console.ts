import { existsSync, mkdirSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import axe from 'axe-core'
import type { Browser, BrowserContextOptions, Page } from 'playwright-core'
import { canary } from './api.js'
import { house } from './house.js'

/** One tab of one person, with everything that it sent and complained about. */
export interface Visit {
  readonly page: Page
  /** Every request: address, headers and body as one text. */
  readonly sent: string[]
  /** Errors and warnings of the browser's console. */
  readonly problems: string[]
}

export interface Credentials {
  readonly email: string
  readonly password: string
  readonly masterPassword: string
}

export const newCredentials = (): Credentials => ({
  email: `${canary('p').slice(0, 12)}@example.com`,
  password: canary('account-password-'),
  masterPassword: canary('Master password '),
})

/** Opens a tab of its own: no cookie, no storage. */
export const visit = async (browser: Browser, options: BrowserContextOptions = {}): Promise<Visit> => {
  const context = await browser.newContext({ baseURL: house().origin, ...options })
  await context.grantPermissions(['clipboard-read', 'clipboard-write'])
  const page = await context.newPage()
  page.setDefaultTimeout(20_000)
  const [sent, problems]: [string[], string[]] = [[], []]
  page.on('request', (request) => {
    sent.push(`${request.url()}\n${JSON.stringify(request.headers())}\n${request.postData() ?? ''}`)
  })
  page.on('console', (message) => {
    if (['error', 'warning'].includes(message.type())) problems.push(message.text())
  })
  page.on('pageerror', (error) => problems.push(error.message))
  return { page, sent, problems }
}

export const heading = (page: Page, name: string | RegExp) =>
  page.getByRole('heading', { name, level: 1, exact: true }).waitFor()
export const press = (page: Page, name: string) => page.getByRole('button', { name, exact: true }).click()
export const fill = (page: Page, label: string, text: string) =>
  page.getByRole('textbox', { name: label, exact: true }).fill(text)

/** Goes to an area by its link in the navigation. */
export const openArea = (page: Page, name: string) =>
  page.getByRole('navigation', { name: 'Areas' }).getByRole('link', { name, exact: true }).click()

export const register = async (page: Page, { email, password }: Credentials): Promise<void> => {
  await page.goto('/register')
  await fill(page, 'E-mail', email)
  await fill(page, 'Account password', password)
  await press(page, 'Create account')
  await heading(page, 'Create your vault')
}

export const signIn = async (
  page: Page,
  { email, password }: Pick<Credentials, 'email' | 'password'>,
  path = '/vault',
) => {
  await page.goto(path)
  await heading(page, 'Sign in')
  await fill(page, 'E-mail', email)
  await fill(page, 'Account password', password)
  await page.locator('#main').getByRole('button', { name: 'Sign in', exact: true }).click()
}

/** Makes the vault of somebody who is at the page for it; gives the recovery code. */
export const createVault = async (page: Page, { masterPassword }: Credentials): Promise<string> => {
  await fill(page, 'Master password', masterPassword)
  await fill(page, 'Repeat master password', masterPassword)
  await press(page, 'Create vault')
  return keepCode(page)
}

/** Reads the recovery code where it is shown, and goes on. */
export const keepCode = async (page: Page): Promise<string> => {
  await heading(page, 'Save your recovery code')
  const code = await page.getByLabel('Recovery code', { exact: true }).textContent()
  await page.getByLabel('I saved my recovery code').check()
  await press(page, 'Continue')
  await heading(page, 'Vault')
  return code ?? ''
}

/** In the side on a wide window, in the bar on a phone. */
export const lockButton = (page: Page) => page.getByRole('button', { name: 'Lock vault now' }).filter({ visible: true })

export const unlock = async (page: Page, masterPassword: string): Promise<void> => {
  await press(page, 'Unlock vault')
  await fill(page, 'Master password', masterPassword)
  await press(page, 'Unlock')
  await lockButton(page).waitFor()
}

export const addKey = async (page: Page, key: string, label = 'default'): Promise<void> => {
  await press(page, 'Add a key')
  await fill(page, 'OpenAI key', key)
  await fill(page, 'Name of this key', label)
  await press(page, 'Encrypt and save')
  await page.getByRole('dialog').waitFor({ state: 'detached' })
  await page.getByRole('button', { name: `Reveal OpenAI key “${label}”` }).waitFor()
}

/** A passkey in this tab: discoverable, verifying its person, with PRF unless told otherwise. */
export const givePasskey = async (page: Page, hasPrf = true): Promise<void> => {
  const session = await page.context().newCDPSession(page)
  await session.send('WebAuthn.enable')
  await session.send('WebAuthn.addVirtualAuthenticator', {
    options: {
      protocol: 'ctap2',
      ctap2Version: 'ctap2_1',
      transport: 'internal',
      hasResidentKey: true,
      hasUserVerification: true,
      isUserVerified: true,
      hasPrf,
    },
  })
}

/** The address in the last mail to somebody that matches; mails become files in the data folder. */
export const waitForMailedLink = async (email: string, pattern: RegExp): Promise<string> => {
  const folder = join(house().folder, 'control-plane/mail')
  for (let attempt = 0; attempt < 200; attempt++) {
    const files = existsSync(folder) ? readdirSync(folder).sort().reverse() : []
    // A mail that is still being written has another ending.
    const names = files.filter((name) => name.endsWith('.eml'))
    const texts = names.map((name) => readFileSync(join(folder, name), 'utf8').replace(/=\r?\n/g, ''))
    const link = pattern.exec(texts.find((text) => text.includes(email)) ?? '')?.[0]
    if (link !== undefined) return link.replaceAll('=3D', '=')
    await new Promise((resolve) => setTimeout(resolve, 100))
  }
  throw new Error(`No mail to ${email} came.`)
}

const TAGS = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice']

/** What axe finds serious or critical, as `rule: element`; by all of its rules or by some. */
export const findBarriers = async (page: Page, rules?: string[]): Promise<string[]> => {
  // By hand: axe's own package for Playwright sends all of axe again for each look, and opens a further page.
  if (!(await page.evaluate(() => 'axe' in window))) await page.evaluate(axe.source)
  const runOnly = rules ? { type: 'rule' as const, values: rules } : { type: 'tag' as const, values: TAGS }
  const { violations } = await page.evaluate((options) => (window as unknown as { axe: typeof axe }).axe.run(options), {
    runOnly,
    resultTypes: ['violations' as const],
  })
  return violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .flatMap(({ id, nodes }) => nodes.map(({ target }) => `${id}: ${String(target)}`))
}

/** A picture for people to look at, when SCREENSHOTS names a folder. */
export const picture = async (page: Page, name: string): Promise<void> => {
  const folder = process.env['SCREENSHOTS']
  if (folder === undefined) return
  mkdirSync(folder, { recursive: true })
  await page.screenshot({ path: join(folder, `${name}.png`), fullPage: true })
}
