import type { Browser, FrameLocator, Page } from 'playwright-core'
import { type AskedSession, unique } from './link-session.js'

export const accountPassword = 'canary account password'
export const masterPassword = 'canary-orbit-velvet-candle'
export const secretKey = 'sk-canary2f1c9d7e5b0a4f6e8d2c1b'

/** Link in a frame of the host page, as a person sees it. */
export interface Opened {
  readonly page: Page
  readonly link: FrameLocator
  readonly session: AskedSession
  readonly email: string
  readonly problems: string[]
  readonly messages: () => Promise<{ type: string; name?: string; publicToken?: string; error?: { code: string } }[]>
}

export interface House {
  readonly browser: Browser
  /** Origin of the control plane. */
  readonly base: string
  /** Origin of the app's page. */
  readonly hostOrigin: string
}

/** Opens a session in a browser context of its own. */
export const openSession = async (house: House, session: AskedSession, theme = 'light'): Promise<Opened> => {
  const context = await house.browser.newContext({ viewport: { width: 1000, height: 900 }, reducedMotion: 'reduce' })
  const page = await context.newPage()
  const problems: string[] = []
  page.on('console', (message) => message.type() === 'error' && problems.push(message.text()))
  page.on('pageerror', (error) => problems.push(String(error)))
  await page.goto(house.hostOrigin)
  const { linkSessionId: id, linkToken: token } = session
  await page.evaluate(`openLink(${JSON.stringify({ base: house.base, id, token, theme, mode: 'iframe' })})`)
  const messages = () => page.evaluate<Awaited<ReturnType<Opened['messages']>>>('window.messages')
  return { page, link: page.frameLocator('iframe'), session, email: `ada-${unique()}@example.com`, problems, messages }
}

export const heading = (link: FrameLocator, name: string) => link.getByRole('heading', { level: 1, name })
export const press = (link: FrameLocator, name: string) => link.getByRole('button', { name, exact: true }).click()

export const register = async ({ link, email }: Opened) => {
  await press(link, 'Create an account')
  await heading(link, 'Create your 1Relay account').waitFor()
  await link.getByLabel('E-mail').fill(email)
  await link.getByLabel('Account password').fill(accountPassword)
  await press(link, 'Create account')
  await heading(link, 'Create your vault').waitFor()
}

export const makeVault = async ({ link }: Opened): Promise<string> => {
  await link.getByLabel('Master password', { exact: true }).fill(masterPassword)
  await link.getByLabel('Repeat master password').fill(masterPassword)
  await press(link, 'Create vault')
  await heading(link, 'Save your recovery code').waitFor()
  const code = await link.getByLabel('Recovery code', { exact: true }).innerText()
  await link.getByLabel('I saved my recovery code').check()
  await press(link, 'Continue')
  await heading(link, 'Choose keys to share').waitFor()
  return code
}

/** Adds a key without trying it: for tests that are about something else. */
export const addOpenAiKey = async ({ link }: Opened) => {
  await link.getByLabel('OpenAI key').fill(secretKey)
  await link.getByRole('checkbox', { name: 'Check that it works' }).uncheck()
  await press(link, 'Save OpenAI key')
  await link.getByRole('radio', { name: 'Your key “default”' }).waitFor()
}

export const login = async ({ link }: Opened, email: string) => {
  await link.getByLabel('E-mail').fill(email)
  await link.getByLabel('Account password').fill(accountPassword)
  await press(link, 'Sign in')
  await heading(link, 'Unlock your vault').waitFor()
}

export const approveAll = async ({ link }: Opened) => {
  await press(link, 'Continue')
  await heading(link, 'Set a budget').waitFor()
  await press(link, 'Continue')
  await heading(link, 'Review and approve').waitFor()
  await press(link, 'Approve')
  await heading(link, 'Connected').waitFor()
}
