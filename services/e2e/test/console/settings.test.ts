import { readFileSync } from 'node:fs'
import type { Browser, Page } from 'playwright-core'
import { call, canary } from '../../house/api.js'
import { openBrowser } from '../../house/browser.js'
import { fill, heading, press, signIn, visit, type Visit } from '../../house/console.js'
import { findSecrets } from '../../house/dump.js'
import { addKey, connect, makeApp, makeBotToken, makePerson, type Person } from '../../house/person.js'

const key = canary('sk-proj-')
const newPassword = canary('another-account-password-')

let browser: Browser
let tab: Visit
let page: Page
let person: Person
let tokens: string[]

beforeAll(async () => {
  browser = await openBrowser()
  person = await makePerson()
  await addKey(person, 'openai', key)
  const link = await connect(person, await makeApp(person), { keys: { openai: key } })
  const bot = await makeBotToken(person, { keys: { openai: key } })
  tokens = [link.accessToken, bot.token]
  tab = await visit(browser, { acceptDownloads: true })
  page = tab.page
  await signIn(page, person, '/settings')
  await heading(page, 'Settings')
})
afterAll(() => browser.close())

const statuses = async (): Promise<number[]> => {
  const body = { model: 'openai/gpt-4o-mini', messages: [{ role: 'user', content: 'hello' }], max_tokens: 20 }
  const answers = await Promise.all(tokens.map((as) => call('/v1/proxy/chat/completions', { as, body })))
  return answers.map(({ status }) => status)
}
const setCap = async (amount: string) => {
  await press(page, 'Change cap')
  await fill(page, 'In all, in US dollars', amount)
  await press(page, 'Save cap')
}

describe('the cap of an account', () => {
  it('takes amounts only, and says which field has none', async () => {
    await setCap('ten')
    await page.getByText('Enter an amount in dollars, for example 10 or 10.50.').waitFor()
    await press(page, 'Cancel')
  })

  it('stops every connection and bot token at their next request, and lets them go on when it is gone', async () => {
    expect(await statuses()).toEqual([200, 200])
    // Sixteen thousand tokens of gpt-4o may cost more than a cent.
    await setCap('0.01')
    await page.getByText(/of \$0\.01/).waitFor()
    const body = { model: 'openai/gpt-4o', messages: [{ role: 'user', content: 'hello' }], max_tokens: 16_000 }
    const [as] = tokens
    if (as === undefined) throw new Error('tokens were made')
    expect((await call('/v1/proxy/chat/completions', { as, body })).status).toBe(402)
    await setCap('')
    await page.getByText('No cap.').waitFor()
    expect(await statuses()).toEqual([200, 200])
  })
})

describe('the account', () => {
  it('gets another password, which does not end the session that changed it', async () => {
    await press(page, 'Change password')
    await fill(page, 'Present account password', 'not the password')
    await fill(page, 'New account password', newPassword)
    await page.locator('form').getByRole('button', { name: 'Change password' }).click()
    await page.getByRole('alert').waitFor()
    await fill(page, 'Present account password', person.password)
    await fill(page, 'New account password', newPassword)
    await page.locator('form').getByRole('button', { name: 'Change password' }).click()
    await page.getByText(/The account password is changed/).waitFor()
    await page.reload()
    await heading(page, 'Settings')
  })

  it('is exported whole, and no key can be read in it', async () => {
    const [download] = await Promise.all([page.waitForEvent('download'), press(page, 'Export')])
    const text = readFileSync(await download.path(), 'utf8')
    expect(text).toContain(person.email)
    expect(findSecrets(text, { key, password: person.password, masterPassword: person.masterPassword })).toEqual([])
  })

  it('revokes everything only when that is typed, and then at once', async () => {
    await press(page, 'Revoke everything')
    const dialog = page.getByRole('dialog')
    const confirm = dialog.getByRole('button', { name: 'Revoke everything' })
    expect(await confirm.isDisabled()).toBe(true)
    await fill(page, 'Type REVOKE to confirm', 'REVOKE')
    await confirm.click()
    await page.getByText('Revoked: 1 connection, 1 bot token.').waitFor()
    expect(await statuses()).toEqual([401, 401])
  })

  it('is deleted with its password only, and nobody is signed in afterwards', async () => {
    await press(page, 'Delete account')
    const dialog = page.getByRole('dialog')
    await fill(page, 'Account password', 'not the password')
    await fill(page, 'Type DELETE to confirm', 'DELETE')
    await dialog.getByRole('button', { name: 'Delete account' }).click()
    await dialog.getByRole('alert').waitFor()
    await fill(page, 'Account password', newPassword)
    await dialog.getByRole('button', { name: 'Delete account' }).click()
    await page.getByRole('link', { name: 'Sign in', exact: true }).waitFor()
    await signIn(page, { email: person.email, password: newPassword })
    await page.getByRole('alert').getByText('The e-mail address or the account password is wrong.').waitFor()
  })
})
