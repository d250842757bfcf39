import type { Browser, Page } from 'playwright-core'
import { openBrowser } from '../../house/browser.js'
import { fill, heading, press, signIn, visit, type Visit } from '../../house/console.js'
import { canary } from '../../house/api.js'
import { findSecrets } from '../../house/dump.js'
import { addKey, makePerson, type Person } from '../../house/person.js'
import { chat } from '../../house/scene.js'

const key = canary('sk-proj-')
let browser: Browser
let person: Person
let tab: Visit
let page: Page
let token: string

beforeAll(async () => {
  browser = await openBrowser()
  person = await makePerson()
  await addKey(person, 'openai', key)
  tab = await visit(browser)
  page = tab.page
})
afterAll(() => browser.close())

describe('a bot token', () => {
  it('is made by whoever can open the vault, and names what is missing', async () => {
    await signIn(page, person, '/bot-tokens')
    await heading(page, 'Bot tokens')
    await page.getByRole('button', { name: 'New bot token' }).first().click()
    const dialog = page.getByRole('dialog')
    await dialog.getByLabel('Master password', { exact: true }).fill(person.masterPassword)
    await press(page, 'Unlock')
    await dialog.getByRole('textbox', { name: 'Name' }).waitFor()
    await press(page, 'Make token')
    await dialog.getByText('A name, so that you know it later.').waitFor()
  })

  it('is shown once, and has sent neither itself nor the key', async () => {
    await fill(page, 'Name', 'Nightly summary')
    await fill(page, 'A month', '5')
    await fill(page, 'Models', 'gpt-4o-mini')
    await press(page, 'Make token')
    token = (await page.getByLabel('Bot token', { exact: true }).textContent()) ?? ''
    expect(token).toMatch(/^1r_bt_/)
    await page.keyboard.press('Escape')
    await press(page, 'I have copied it')
    await page.getByRole('link', { name: 'Nightly summary' }).click()
    await heading(page, 'Nightly summary')
    expect(await page.content()).not.toContain(token)
    const seal = token.split('_').at(-2) ?? ''
    expect(seal).toHaveLength(43)
    const { masterPassword } = person
    expect(findSecrets(tab.sent.join('\n'), { key, masterPassword, seal })).toEqual([])
  })

  it('works through the relay, within its models, and its calls appear by themselves', async () => {
    await page.getByText('Live', { exact: true }).waitFor()
    expect((await chat(token)).status).toBe(200)
    expect((await chat(token, { model: 'openai/gpt-4o' })).status).toBe(403)
    await page.getByRole('button', { name: /details of gpt-4o-mini, Completed/ }).waitFor()
    await page.getByRole('button', { name: /Refused$/ }).waitFor()
  })

  it('is refused from the moment that it is revoked', async () => {
    await press(page, 'Revoke')
    await page.getByRole('dialog').getByRole('button', { name: 'Revoke', exact: true }).click()
    await page.getByRole('dialog').waitFor({ state: 'detached' })
    await page.getByText('Revoked', { exact: true }).waitFor()
    expect((await chat(token)).status).toBe(401)
    expect(tab.problems).toEqual([])
  })
})
