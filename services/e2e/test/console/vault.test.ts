import type { Browser, Page } from 'playwright-core'
import { canary } from '../../house/api.js'
import { openBrowser } from '../../house/browser.js'
import {
  addKey,
  createVault,
  fill,
  keepCode,
  lockButton,
  newCredentials,
  press,
  register,
  unlock,
  visit,
  type Visit,
} from '../../house/console.js'
import { dumpPostgres, dumpRedis, findSecrets } from '../../house/dump.js'
import { ageSessions } from '../../house/session.js'

const person = newCredentials()
const changed = canary('Another master password ')
const recovered = canary('A third master password ')
const [key, replacement] = [canary('sk-proj-'), canary('sk-proj-')]

let browser: Browser
let tab: Visit
let page: Page
let [code, newCode]: [string, string] = ['', '']

beforeAll(async () => {
  browser = await openBrowser()
  tab = await visit(browser)
  page = tab.page
})
afterAll(() => browser.close())

const revealed = async (): Promise<string> => {
  await press(page, 'Reveal OpenAI key “default”')
  await page.getByText(/Hidden again in/).waitFor()
  const text = await page.getByLabel('Key', { exact: true }).textContent()
  await press(page, 'Hide')
  await page.getByRole('dialog').waitFor({ state: 'detached' })
  return text ?? ''
}
const lock = () => lockButton(page).click()
const locked = () => page.getByText('Your vault is locked.').waitFor()

// One walk in order: each step stands on the one before.
describe('a vault', () => {
  it('is not made with the account password, with a short one, or with a slip', async () => {
    await register(page, person)
    const tryWith = async (password: string, repeated: string) => {
      await fill(page, 'Master password', password)
      await fill(page, 'Repeat master password', repeated)
      await press(page, 'Create vault')
    }
    await tryWith('short', 'short')
    await page.getByText('Use at least 12 characters.').waitFor()
    await tryWith(person.masterPassword, `${person.masterPassword}x`)
    await page.getByText('This is not what you typed above.').waitFor()
    await tryWith(person.password, person.password)
    await page
      .getByRole('alert')
      .getByText(/This is your account password/)
      .waitFor()
  })

  it('is made off the main thread, so that the page goes on answering while Argon2id works', async () => {
    const workers: string[] = []
    page.on('worker', (worker) => workers.push(worker.url()))
    code = await createVault(page, person)
    expect(code).toMatch(/^[0-9A-HJKMNP-TV-Z]{4}(-[0-9A-HJKMNP-TV-Z]{4}){6}$/)
    expect(workers).toEqual([expect.stringMatching(/\/assets\/argon2id\.worker-[\w-]+\.js$/)])
  })

  it('does not keep a key that its provider refuses, unless the person leaves out the check', async () => {
    const refused = canary('sk-proj-sandbox-401-')
    await press(page, 'Add a key')
    await fill(page, 'OpenAI key', refused)
    await press(page, 'Encrypt and save')
    await page.getByText('OpenAI refuses this key.').waitFor()
    await page.getByRole('checkbox', { name: 'Check that it works' }).uncheck()
    await fill(page, 'Name of this key', 'refused')
    await press(page, 'Encrypt and save')
    await page.getByText('The key is in your vault.').waitFor()
    await press(page, 'More for OpenAI key “refused”')
    await page.getByRole('menuitem', { name: 'Check that it works' }).click()
    await page.getByRole('status').getByText('OpenAI refuses this key.').waitFor()
    await press(page, 'More for OpenAI key “refused”')
    await page.getByRole('menuitem', { name: 'Delete' }).click()
    await press(page, 'Delete key')
    await page.getByText('No keys yet').waitFor()
  })

  it('takes a key, and shows it again for a while', async () => {
    await addKey(page, key)
    expect(await revealed()).toBe(key)
  })

  it('refuses a second key of the same name, and what no header can carry', async () => {
    await press(page, 'Add a key')
    await fill(page, 'OpenAI key', 'sk two words')
    await press(page, 'Encrypt and save')
    await page.getByText(/A key has no spaces/).waitFor()
    await fill(page, 'OpenAI key', 'sk-other')
    await fill(page, 'Name of this key', 'default')
    await press(page, 'Encrypt and save')
    await page
      .getByRole('alert')
      .getByText(/already have a key with this name/)
      .waitFor()
    await press(page, 'Cancel')
    await page.getByRole('dialog').waitFor({ state: 'detached' })
  })

  it('takes a shown key away when the person turns to another tab', async () => {
    await press(page, 'Reveal OpenAI key “default”')
    await page.getByText(/Hidden again in/).waitFor()
    await page.evaluate(() => {
      Object.defineProperty(document, 'visibilityState', { value: 'hidden', configurable: true })
      document.dispatchEvent(new Event('visibilitychange'))
      Reflect.deleteProperty(document, 'visibilityState')
    })
    await page.getByRole('dialog').waitFor({ state: 'detached' })
    expect(await page.content()).not.toContain(key)
  })

  it('locks on request, on reload, and opens with the master password only', async () => {
    await lock()
    await locked()
    await press(page, 'Reveal OpenAI key “default”')
    await fill(page, 'Master password', 'not the master password')
    await press(page, 'Unlock')
    await page
      .getByRole('alert')
      .getByText(/does not open your vault/)
      .waitFor()
    await fill(page, 'Master password', person.masterPassword)
    await press(page, 'Unlock')
    await page.getByText(/Hidden again in/).waitFor()
    await press(page, 'Hide')
    await page.reload()
    await locked()
  })

  it('locks by itself when nobody is there', async () => {
    const away = await visit(browser, { storageState: await page.context().storageState() })
    await away.page.clock.install()
    await away.page.goto('/vault')
    await unlock(away.page, person.masterPassword)
    await away.page.clock.fastForward('09:30')
    await away.page.mouse.click(5, 5)
    await away.page.clock.fastForward('09:30')
    expect(await away.page.getByText('Your vault is locked.').count()).toBe(0)
    await away.page.clock.fastForward('10:30')
    await away.page.getByText('Your vault is locked.').waitFor()
    await away.page.context().close()
  })

  it('opens with another master password once it is changed, and no more with the old one', async () => {
    await page.getByRole('link', { name: 'Ways to unlock' }).click()
    await press(page, 'Change master password')
    await fill(page, 'Present master password', person.masterPassword)
    await fill(page, 'New master password', changed)
    await fill(page, 'Repeat master password', changed)
    await ageSessions(person.email)
    await page.locator('form').getByRole('button', { name: 'Change master password' }).click()
    await fill(page, 'Account password', person.password)
    await page.locator('form').getByRole('button', { name: 'Change master password' }).click()
    await page.getByText('Your master password is changed.').waitFor()
    await page.getByRole('link', { name: 'Back to the vault' }).click()
    await press(page, 'Unlock vault')
    await fill(page, 'Master password', person.masterPassword)
    await press(page, 'Unlock')
    await page
      .getByRole('alert')
      .getByText(/does not open your vault/)
      .waitFor()
    await fill(page, 'Master password', changed)
    await press(page, 'Unlock')
    expect(await revealed()).toBe(key)
  })

  it('opens with the recovery code, which is then used up', async () => {
    await lock()
    await page.goto('/vault/recover')
    await fill(page, 'Recovery code', `${code.slice(0, -1)}${code.endsWith('0') ? '1' : '0'}`)
    await fill(page, 'New master password', recovered)
    await fill(page, 'Repeat master password', recovered)
    await press(page, 'Recover vault')
    await page
      .getByRole('alert')
      .getByText(/typing error/)
      .waitFor()
    await fill(page, 'Recovery code', code.toLowerCase())
    await fill(page, 'New master password', recovered)
    await fill(page, 'Repeat master password', recovered)
    await press(page, 'Recover vault')
    await fill(page, 'Account password', person.password)
    await press(page, 'Recover vault')
    newCode = await keepCode(page)
    expect(newCode).not.toBe(code)
    expect(await revealed()).toBe(key)
    await page.goto('/vault/recover')
    await fill(page, 'Recovery code', code)
    await fill(page, 'New master password', recovered)
    await fill(page, 'Repeat master password', recovered)
    await press(page, 'Recover vault')
    await page
      .getByRole('alert')
      .getByText(/belongs to another vault/)
      .waitFor()
  })

  it('replaces and deletes a key, having said what that does not do', async () => {
    await page.goto('/vault')
    await unlock(page, recovered)
    await press(page, 'Replace OpenAI key “default”')
    await fill(page, 'New OpenAI key', replacement)
    await press(page, 'Replace key')
    await page.getByText('No connection had to be updated.').waitFor()
    await press(page, 'Close')
    expect(await revealed()).toBe(replacement)
    await press(page, 'More for OpenAI key “default”')
    await page.getByRole('menuitem', { name: 'Delete' }).click()
    await page.getByText(/stays valid at the provider/).waitFor()
    await press(page, 'Delete key')
    await page.getByText('No keys yet').waitFor()
  })

  it('has sent no key, no master password and no recovery code, and the browser complained about nothing', async () => {
    const sent = tab.sent.join('\n')
    expect(sent).toContain(person.email)
    const secrets = {
      key,
      replacement,
      masterPassword: person.masterPassword,
      changed,
      recovered,
      code,
      codeBare: code.replaceAll('-', ''),
      newCode,
    }
    expect(findSecrets(sent, secrets)).toEqual([])
    expect(findSecrets(`${await dumpPostgres()}\n${await dumpRedis()}`, secrets)).toEqual([])
    // The refusals that the walk provokes, ours and the provider's, are shown by the browser as failed loads.
    expect(tab.problems.filter((text) => !/status of (?:409|403|401)/.test(text))).toEqual([])
  })
})
