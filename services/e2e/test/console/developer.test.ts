import type { Browser, Page } from 'playwright-core'
import { call } from '../../house/api.js'
import { openBrowser } from '../../house/browser.js'
import { fill, heading, press, signIn, visit, type Visit } from '../../house/console.js'
import { makePerson, type Person } from '../../house/person.js'

// One pixel.
const PNG = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
  'base64',
)

let browser: Browser
let person: Person
let tab: Visit
let page: Page
const app = { clientId: '', first: '', second: '' }

beforeAll(async () => {
  browser = await openBrowser()
  person = await makePerson()
  tab = await visit(browser)
  page = tab.page
})
afterAll(() => browser.close())

const openLink = (secret: string, userReference?: string) =>
  call('/v1/link/sessions', {
    as: `${app.clientId}:${secret}`,
    body: { requestedProviders: ['openai'], ...(userReference === undefined ? {} : { userReference }) },
  })
const once = async (label: string): Promise<string> =>
  (await page.getByLabel(label, { exact: true }).textContent()) ?? ''

describe('an app of a developer', () => {
  it.each(['app.example.com', 'https://app.example.com/path', 'http://app.example.com'])(
    'is not registered for %s, which is no origin of a safe page',
    async (origin) => {
      if (page.url() === 'about:blank') {
        await signIn(page, person, '/developer')
        await page.getByRole('button', { name: 'New app' }).first().click()
        await fill(page, 'Name', 'Letter Writer')
      }
      await fill(page, 'Origins', `https://fine.example.com\n${origin}`)
      await press(page, 'Register app')
      await page.getByText(`${origin} is not an origin`, { exact: false }).waitFor()
    },
  )

  it('shows its secret once, and the secret works', async () => {
    await fill(page, 'Origins', 'https://app.example.com')
    await press(page, 'Register app')
    app.clientId = await once('Client id')
    app.first = await once('Client secret')
    await press(page, 'I have copied it')
    await heading(page, 'Letter Writer')
    expect(await page.content()).not.toContain(app.first)
    expect((await openLink(app.first, 'user-17')).status).toBe(201)
  })

  it('shows the Link sessions that its server made', async () => {
    await page.reload()
    const row = page.getByRole('table', { name: /^Link sessions/ }).locator('tbody tr')
    await row.getByText('Made', { exact: true }).waitFor()
    await row.getByText('user-17').waitFor()
  })

  it('has two secrets while a deployment switches, and one when the old one is ended', async () => {
    await press(page, 'New secret')
    await press(page, 'Make it')
    app.second = await once('Client secret')
    await page.keyboard.press('Escape')
    await page.getByRole('dialog').getByRole('button', { name: 'I have copied it' }).click()
    expect([(await openLink(app.first)).status, (await openLink(app.second)).status]).toEqual([201, 201])
    const old = page
      .locator('section', { hasText: 'Client secrets' })
      .locator('div', { hasText: /ends in|ends tomorrow/ })
    await old
      .last()
      .locator('xpath=ancestor-or-self::div[.//button][1]')
      .getByRole('button', { name: 'End now' })
      .click()
    await press(page, 'End it')
    await page.getByRole('dialog').waitFor({ state: 'detached' })
    expect([(await openLink(app.first)).status, (await openLink(app.second)).status]).toEqual([401, 201])
  })

  it('refuses a logo that is no picture, and shows one that is', async () => {
    const choose = async (name: string, mimeType: string, buffer: Buffer) => {
      const [chooser] = await Promise.all([page.waitForEvent('filechooser'), press(page, 'Upload')])
      await chooser.setFiles({ name, mimeType, buffer })
    }
    await choose('logo.png', 'image/png', Buffer.from('<svg onload="alert(1)"/>'))
    await page.getByRole('alert').waitFor()
    await choose('logo.png', 'image/png', PNG)
    await page.getByRole('button', { name: 'Replace' }).waitFor()
    const logo = page.locator('section', { hasText: 'Identity' }).locator('img')
    await page.waitForFunction(() => document.querySelector('img')?.naturalWidth === 1)
    expect(await logo.getAttribute('src')).toBeTruthy()
  })

  it('goes with everything, once its name is typed', async () => {
    await press(page, 'Delete')
    const dialog = page.getByRole('dialog')
    expect(await dialog.getByRole('button', { name: 'Delete', exact: true }).isDisabled()).toBe(true)
    await dialog.getByRole('textbox').fill('Letter Writer')
    await dialog.getByRole('button', { name: 'Delete', exact: true }).click()
    await heading(page, 'Developer')
    await page.getByText('No apps yet').waitFor()
    expect((await openLink(app.second)).status).toBe(401)
    // The browser notes the answer to the logo that is none itself.
    expect(tab.problems.filter((text) => !text.includes('status of 400'))).toEqual([])
  })
})
