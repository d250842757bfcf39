import type { Browser, Page } from 'playwright-core'
import { canary } from '../../house/api.js'
import { openBrowser } from '../../house/browser.js'
import { createVault, fill, heading, newCredentials, press, register, signIn, visit } from '../../house/console.js'

/** Somebody whose one password is for both: this tab has forgotten the account password when the vault is made. */
const person = { ...newCredentials(), masterPassword: '' }
person.masterPassword = person.password
const notice = /Your account password opens your vault/

let browser: Browser
let page: Page
beforeAll(async () => {
  browser = await openBrowser()
  page = (await visit(browser)).page
})
afterAll(() => browser.close())

// One walk in order: each step stands on the one before.
describe('an account password that is the master password too', () => {
  it('is found out at the next sign-in, off the main thread, and the person is told', async () => {
    await register(page, person)
    await page.reload()
    await createVault(page, person)
    const other = (await visit(browser)).page
    const [worker] = await Promise.all([other.waitForEvent('worker'), signIn(other, person)])
    expect(worker.url()).toMatch(/argon2id\.worker/)
    await heading(other, 'Vault')
    await other.getByRole('alert').getByText(notice).waitFor()
    await page.context().close()
    page = other
  })

  it('is no longer one when the master password is changed', async () => {
    await page.getByRole('link', { name: 'Change your master password' }).click()
    const changed = canary('Another master password ')
    await press(page, 'Change master password')
    await fill(page, 'Present master password', person.masterPassword)
    await fill(page, 'New master password', changed)
    await fill(page, 'Repeat master password', changed)
    await page.locator('form').getByRole('button', { name: 'Change master password' }).click()
    await page.getByText('Your master password is changed.').waitFor()
    expect(await page.getByText(notice).count()).toBe(0)
    person.masterPassword = changed
  })

  it('is refused before it is sent', async () => {
    const sent: string[] = []
    page.on('request', (request) => sent.push(request.postData() ?? ''))
    await page.goto('/settings')
    await press(page, 'Change password')
    await fill(page, 'Present account password', person.password)
    await fill(page, 'New account password', person.masterPassword)
    await page.locator('form').getByRole('button', { name: 'Change password' }).click()
    await page
      .getByRole('alert')
      .getByText(/This is your master password/)
      .waitFor()
    expect(sent.join('\n')).not.toContain(person.masterPassword)
  })
})
