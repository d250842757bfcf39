import type { Browser, Page } from 'playwright-core'
import { canary } from '../../house/api.js'
import { openBrowser } from '../../house/browser.js'
import {
  fill,
  heading,
  keepCode,
  newCredentials,
  openArea,
  press,
  register,
  visit,
  type Visit,
} from '../../house/console.js'

const person = newCredentials()
let browser: Browser
let tab: Visit
let page: Page

beforeAll(async () => {
  browser = await openBrowser()
  tab = await visit(browser)
  page = tab.page
})
afterAll(() => browser.close())

const saveCode = async (): Promise<string> => {
  await heading(page, 'Save your recovery code')
  const code = await page.getByLabel('Recovery code', { exact: true }).textContent()
  await page.getByLabel('I saved my recovery code').check()
  await press(page, 'Continue')
  return code ?? ''
}

/** Holds the next call of a kind back: `came` settles when the page makes it, `go` lets it through or loses its answer. */
const hold = async (method: string, path: string) => {
  let note: () => void = () => undefined
  let go: (isLost: boolean) => void = () => undefined
  const came = new Promise<void>((resolve) => (note = resolve))
  const gone = new Promise<boolean>((resolve) => (go = resolve))
  let isTaken = false
  await page.route(`**${path}`, async (route) => {
    if (isTaken || route.request().method() !== method) return route.continue()
    isTaken = true
    note()
    if (!(await gone)) return route.continue()
    await route.fetch()
    return route.abort()
  })
  return { came, go }
}

// One walk in order: each step stands on the one before.
describe('a person who does not wait', () => {
  it('is shown the recovery code wherever they went while it was made, and goes on from there', async () => {
    await register(page, person)
    await fill(page, 'Master password', person.masterPassword)
    await fill(page, 'Repeat master password', person.masterPassword)
    await press(page, 'Create vault')
    await openArea(page, 'Connections')
    await saveCode()
    await heading(page, 'Connections')
  })

  it('saves no key that was still being checked when the vault locked', async () => {
    const key = canary('sk-proj-')
    await openArea(page, 'Vault')
    await press(page, 'Add a key')
    await fill(page, 'OpenAI key', key)
    const check = await hold('POST', '/v1/key-checks')
    await press(page, 'Encrypt and save')
    await check.came
    await page.evaluate(() => dispatchEvent(new Event('pagehide')))
    await page.getByRole('textbox', { name: 'Master password' }).waitFor()
    const ended = page.waitForResponse((response) => response.request().method() === 'DELETE')
    check.go(false)
    await ended
    await fill(page, 'Master password', person.masterPassword)
    await press(page, 'Unlock')
    await page.getByRole('textbox', { name: 'OpenAI key' }).waitFor()
    await press(page, 'Cancel')
    await page.getByText('No keys yet').waitFor()
    expect(tab.sent.filter((request) => /\/v1\/keys\n/.test(request) && request.includes('encryptedKey'))).toEqual([])
  })

  it('is shown a renewed recovery code although they pressed Escape and its answer was lost', async () => {
    await page.getByRole('link', { name: 'Ways to unlock' }).click()
    await press(page, 'New recovery code')
    const change = await hold('PUT', '/v1/vault')
    await press(page, 'Make a new code')
    await change.came
    await page.keyboard.press('Escape')
    await page.getByRole('dialog').waitFor()
    change.go(true)
    const code = await saveCode()
    await heading(page, 'Ways to unlock')
    await page.getByRole('link', { name: 'Recover your vault' }).click()
    await fill(page, 'Recovery code', code)
    await fill(page, 'New master password', `${person.masterPassword} again`)
    await fill(page, 'Repeat master password', `${person.masterPassword} again`)
    await press(page, 'Recover vault')
    expect(await keepCode(page)).not.toBe(code)
  })
})
