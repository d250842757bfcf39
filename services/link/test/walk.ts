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
  /** Errors on the console, and uncaught ones. */
  readonly problems: string[]
  /** Every request of the page and its frames, as its address, its authorization and its body. */
  readonly requests: SeenRequest[]
  readonly messages: () => Promise<SeenMessage[]>
}

export interface SeenRequest {
  readonly url: string
  readonly authorization: string
  readonly body: string
}

export interface SeenMessage {
  readonly type: string
  readonly name?: string
  readonly publicToken?: string | null
  readonly error?: { code: string }
  readonly metadata?: Record<string, unknown>
}

export interface Look {
  readonly theme?: 'light' | 'dark' | 'system'
  readonly viewport?: { width: number; height: number }
  /** The browser keeps the frame from its storage. */
  readonly isRestricted?: boolean
}

export interface House {
  readonly browser: Browser
  /** Origin of the control plane. */
  readonly base: string
  /** Origin of the app's page. */
  readonly hostOrigin: string
}

/** A browser context of its own, with everything that is said and sent in it. */
export const openPage = async (house: House, look: Look = {}) => {
  const viewport = look.viewport ?? { width: 1000, height: 900 }
  const context = await house.browser.newContext({ viewport, reducedMotion: 'reduce' })
  if (look.isRestricted) await context.addInitScript('document.hasStorageAccess = async () => false')
  const page = await context.newPage()
  const problems: string[] = []
  const requests: SeenRequest[] = []
  page.on('console', (message) => message.type() === 'error' && problems.push(message.text()))
  page.on('pageerror', (error) => problems.push(String(error)))
  page.on('request', (request) => {
    const authorization = request.headers()['authorization'] ?? ''
    requests.push({ url: request.url(), authorization, body: request.postData() ?? '' })
  })
  return { page, problems, requests }
}

/** Opens a session in a browser context of its own. */
export const openSession = async (house: House, session: AskedSession, look: Look = {}): Promise<Opened> => {
  const opened = await openPage(house, look)
  const { page } = opened
  await page.goto(house.hostOrigin)
  const { linkSessionId: id, linkToken: token } = session
  const { theme = 'light' } = look
  await page.evaluate(`openLink(${JSON.stringify({ base: house.base, id, token, theme, mode: 'iframe' })})`)
  const messages = () => page.evaluate<SeenMessage[]>('window.messages')
  return {
    ...opened,
    link: page.frameLocator('iframe[title="Link"]'),
    session,
    email: `ada-${unique()}@example.com`,
    messages,
  }
}

/** Link, in a frame or as a page. */
export type LinkPage = FrameLocator | Page

export const heading = (link: LinkPage, name: string) => link.getByRole('heading', { level: 1, name })
export const press = (link: LinkPage, name: string) => link.getByRole('button', { name, exact: true }).click()

type Walker = Pick<Opened, 'email'> & { readonly link: LinkPage }

export const register = async ({ link, email }: Walker) => {
  await press(link, 'Create an account')
  await heading(link, 'Create your 1Relay account').waitFor()
  await link.getByLabel('E-mail').fill(email)
  await link.getByLabel('Account password').fill(accountPassword)
  await press(link, 'Create account')
  await heading(link, 'Create your vault').waitFor()
}

export const makeVault = async ({ link }: Pick<Walker, 'link'>): Promise<string> => {
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
export const addOpenAiKey = async ({ link }: Pick<Walker, 'link'>) => {
  await link.getByLabel('OpenAI key').fill(secretKey)
  await link.getByRole('checkbox', { name: 'Check that it works' }).uncheck()
  await press(link, 'Save OpenAI key')
  await link.getByRole('radio', { name: 'Your key “default”' }).waitFor()
}

export const login = async ({ link }: Pick<Walker, 'link'>, email: string) => {
  await link.getByLabel('E-mail').fill(email)
  await link.getByLabel('Account password').fill(accountPassword)
  await press(link, 'Sign in')
  await heading(link, 'Unlock your vault').waitFor()
}

export const approveAll = async ({ link }: Pick<Walker, 'link'>, end = 'Connected') => {
  await press(link, 'Continue')
  await heading(link, 'Set a budget').waitFor()
  await press(link, 'Continue')
  await heading(link, 'Review and approve').waitFor()
  await press(link, 'Approve')
  await heading(link, end).waitFor()
}

/** Somebody who comes back: signs in and opens the vault. */
export const comeBack = async (walker: Pick<Walker, 'link'>, email: string) => {
  await login(walker, email)
  await walker.link.getByLabel('Master password').fill(masterPassword)
  await press(walker.link, 'Unlock')
  await heading(walker.link, 'Choose keys to share').waitFor()
}
