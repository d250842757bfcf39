import type { Browser, Frame, Page } from 'playwright-core'
import { expectData } from '../../house/api.js'
import { openBrowser } from '../../house/browser.js'
import { fill, findBarriers, heading, picture, press, signIn, visit, type Visit } from '../../house/console.js'
import { findSecrets } from '../../house/dump.js'
import { addKey, makePerson, type Person } from '../../house/person.js'

const key = 'sk-playground-canary-51f0c7d2e9'

let browser: Browser
let person: Person
let tab: Visit
let page: Page
let link: Frame
let clientSecret: string

beforeAll(async () => {
  browser = await openBrowser()
  person = await makePerson()
  await addKey(person, 'openai', key)
  tab = await visit(browser)
  page = tab.page
})
afterAll(() => browser.close())

// One walk in order: each step stands on the one before.
describe('the playground', () => {
  it('asks for its own origin first, for Link shows itself on registered pages only', async () => {
    const made = await expectData<{ app: { clientId: string }; clientSecret: string }>('/v1/apps', {
      as: person.session,
      body: { name: 'Letter Writer', origins: ['https://app.example.com'] },
    })
    clientSecret = made.clientSecret
    await signIn(page, person, `/developer/${made.app.clientId}/playground`)
    await page.getByText('This page may not show Link for the app yet').waitFor()
    await press(page, `Add ${new URL(page.url()).origin}`)
    await page.getByRole('heading', { name: '1. Connect' }).waitFor()
  })

  it('says what is wrong with a secret that is not the app’s', async () => {
    await fill(page, 'Client secret', `${clientSecret.slice(0, -1)}x`)
    await press(page, 'Open Link')
    await page.getByRole('alert').waitFor()
  })

  it('connects a key of the person through Link', async () => {
    await fill(page, 'Client secret', clientSecret)
    await press(page, 'Open Link')
    link = (await (await page.waitForSelector('iframe[title="1Relay Link"]')).contentFrame())!
    const step = (name: string | RegExp) => link.getByRole('heading', { name, level: 1 }).waitFor()
    const go = (name: string) => link.getByRole('button', { name, exact: true }).click()
    await step('Sign in')
    await link.getByLabel('E-mail', { exact: true }).fill(person.email)
    await link.getByLabel('Account password', { exact: true }).fill(person.password)
    await go('Sign in')
    await step(/Unlock/)
    await link.getByLabel('Master password', { exact: true }).fill(person.masterPassword)
    await go('Unlock')
    await step('Choose keys to share')
    await go('Continue')
    await step('Set a budget')
    await go('Continue')
    await step('Review and approve')
    await go('Approve')
    await page.getByText('Connected. The token is in this page alone.').waitFor()
  })

  it('streams an answer on it, with what 1Relay says of the call', async () => {
    await fill(page, 'Prompt', 'Say hello.')
    await press(page, 'Send')
    await page.getByRole('definition').filter({ hasText: '200' }).waitFor()
    await page.getByRole('term').filter({ hasText: 'x-1relay-request-id' }).waitFor()
    await page.waitForFunction(() => (document.querySelector('[aria-live=polite]')?.textContent?.length ?? 0) > 5)
    expect(await findBarriers(page)).toEqual([])
    await picture(page, 'playground')
  })

  it('has neither sent the key nor kept the secret, and the browser complained of nothing but the wrong secret', async () => {
    const { masterPassword } = person
    expect(findSecrets(tab.sent.join('\n'), { key, masterPassword })).toEqual([])
    const kept = await page.evaluate(() => JSON.stringify([{ ...localStorage }, { ...sessionStorage }]))
    expect(kept).not.toContain(clientSecret)
    expect(tab.problems.filter((text) => !text.includes('status of 401'))).toEqual([])
    await page.reload()
    await heading(page, 'Playground')
    expect(await page.getByRole('textbox', { name: 'Client secret' }).inputValue()).toBe('')
  })
})
