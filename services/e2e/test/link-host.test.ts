import type { Browser, Frame, Page } from 'playwright-core'
import { canary, expectData } from '../house/api.js'
import { openBrowser } from '../house/browser.js'
import { serveHostPage, type HostPage } from '../house/host-page.js'
import { house } from '../house/house.js'
import { addKey, basic, makePerson, type App, type Person } from '../house/person.js'

let browser: Browser
let host: HostPage
let person: Person
let app: App

beforeAll(async () => {
  browser = await openBrowser()
  host = await serveHostPage()
  person = await makePerson()
  await addKey(person, 'openai', canary('sk-proj-'))
  const registered = await expectData<{ app: { clientId: string }; clientSecret: string }>('/v1/apps', {
    as: person.session,
    body: { name: 'A host', origins: [host.origin] },
  })
  app = { clientId: registered.app.clientId, clientSecret: registered.clientSecret }
})

afterAll(async () => {
  await browser.close()
  host.close()
})

const openHost = async (origin: string, mode: 'iframe' | 'window' | 'redirect'): Promise<Page> => {
  const { linkToken } = await expectData<{ linkToken: string }>('/v1/link/sessions', {
    as: basic(app),
    body: { requestedProviders: ['openai'], ...(mode === 'redirect' ? { redirectUri: `${origin}/`, state: 's' } : {}) },
  })
  const page = await browser.newPage()
  page.setDefaultTimeout(15_000)
  const settings = new URLSearchParams({ token: linkToken, apiBaseUrl: house().origin, mode })
  await page.goto(`${origin}/#${settings.toString()}`)
  return page
}

/** What a person does who has been here before. */
const approve = async (link: Page | Frame): Promise<void> => {
  const press = (name: string) => link.getByRole('button', { name, exact: true }).click()
  const fill = (label: string, text: string) => link.getByLabel(label, { exact: true }).fill(text)
  const step = (name: string) => link.getByRole('heading', { name, level: 1 }).waitFor()
  await step('Sign in to 1Relay')
  await fill('E-mail', person.email)
  await fill('Account password', person.password)
  await press('Sign in')
  await step('Unlock your vault')
  await fill('Master password', person.masterPassword)
  await press('Unlock')
  await step('Choose keys to share')
  await press('Continue')
  await step('Set a budget')
  await press('Continue')
  await step('Review and approve')
  await press('Approve')
}

const outcome = async (page: Page) => {
  const shown = page.locator('pre', { hasText: /./ })
  await shown.waitFor()
  return JSON.parse((await shown.textContent()) ?? '') as {
    success?: { publicToken: string }
    exit?: { code: string } | null
  }
}

describe('a page of an origin that the app did not register', () => {
  it('cannot frame Link: the browser refuses', async () => {
    const other = await serveHostPage()
    const page = await openHost(other.origin, 'iframe')
    const refused = page.waitForEvent('console', (message) => /frame-ancestors/.test(message.text()))
    await page.getByRole('button', { name: 'Connect' }).click()
    await refused
    expect(page.frames().filter((frame) => frame.url().startsWith(`${house().origin}/link/`))).toEqual([])
    other.close()
    await page.close()
  })

  it('gets nothing out of a window: Link says so and hands over no token', async () => {
    const other = await serveHostPage()
    const page = await openHost(other.origin, 'window')
    const opened = page.waitForEvent('popup')
    await page.getByRole('button', { name: 'Connect' }).click()
    const popup = await opened
    await popup.getByRole('heading', { name: 'This website may not ask' }).waitFor()
    expect(await page.locator('pre').textContent()).toBe('')
    other.close()
    await page.close()
  })
})

describe('a page of a registered origin', () => {
  it.each(['iframe', 'window', 'redirect'] as const)(
    'gets a public token that its server can exchange, by %s',
    async (mode) => {
      const page = await openHost(host.origin, mode)
      const popup = mode === 'window' ? page.waitForEvent('popup') : undefined
      await page.getByRole('button', { name: 'Connect' }).click()
      const inFrame = async () => (await page.waitForSelector('iframe[title="1Relay Link"]')).contentFrame()
      const link = mode === 'redirect' ? page : popup ? await popup : await inFrame()
      await approve(link!)
      const { success } = await outcome(page)
      const exchanged = await expectData<{ accessToken: string }>('/v1/link/exchange', {
        as: basic(app),
        body: { publicToken: success!.publicToken },
      })
      expect(exchanged.accessToken).toMatch(/^1r_at_/)
      await page.close()
    },
  )

  it('hears that the person left, when they close it', async () => {
    const page = await openHost(host.origin, 'iframe')
    await page.getByRole('button', { name: 'Connect' }).click()
    const link = await (await page.waitForSelector('iframe[title="1Relay Link"]')).contentFrame()
    await link!.getByRole('heading', { name: 'Sign in to 1Relay', level: 1 }).waitFor()
    await page.keyboard.press('Escape')
    const leave = link!.getByRole('button', { name: /leave/i })
    if (await leave.isVisible().catch(() => false)) await leave.click()
    expect(await outcome(page)).toMatchObject({ exit: null })
    await page.close()
  })
})
