import type { Browser, Page } from 'playwright-core'
import { call, canary } from '../../house/api.js'
import { openBrowser } from '../../house/browser.js'
import {
  fill,
  givePasskey,
  heading,
  lockButton,
  press,
  signIn,
  unlock,
  visit,
  type Visit,
} from '../../house/console.js'
import { addKey, connect, makeApp, makeBotToken, makePerson, type Person } from '../../house/person.js'
import { findSecrets } from '../../house/dump.js'

// The sandbox refuses the old key and takes the new one: which of them a token uses shows in the answer.
const [oldKey, newKey] = [`sk-sandbox-401-${canary('')}`, canary('sk-proj-')]
const CONNECTIONS = 22

let browser: Browser
let tab: Visit
let page: Page
let person: Person
let tokens: string[]

beforeAll(async () => {
  browser = await openBrowser()
  person = await makePerson()
  await addKey(person, 'openai', oldKey)
  const app = await makeApp(person)
  tokens = []
  for (let i = 0; i < CONNECTIONS; i++)
    tokens.push((await connect(person, app, { keys: { openai: oldKey } })).accessToken)
  tokens.push((await makeBotToken(person, { keys: { openai: oldKey } })).token)
  tab = await visit(browser)
  page = tab.page
})
afterAll(() => browser.close())

const statuses = async (): Promise<number[]> => {
  const body = { model: 'openai/gpt-4o-mini', messages: [{ role: 'user', content: 'hello' }], max_tokens: 20 }
  const answers = await Promise.all(tokens.map((as) => call('/v1/proxy/chat/completions', { as, body })))
  return [...new Set(answers.map(({ status }) => status))]
}

describe('rotating a key', () => {
  it('says beforehand what will be updated', async () => {
    expect(await statuses()).toEqual([401])
    await signIn(page, person)
    await heading(page, 'Vault')
    await unlock(page, person.masterPassword)
    await press(page, 'Replace OpenAI key “default”')
    await page.getByText(`${CONNECTIONS} connections and 1 bot token will get the new key`).waitFor()
  })

  it('names those that a broken network left behind, and does them with one click', async () => {
    let refusals = 1
    await page.route('**/v1/sealed-grants', (route) =>
      route.request().method() === 'PUT' && refusals-- > 0 ? route.abort() : route.continue(),
    )
    await fill(page, 'New OpenAI key', newKey)
    await press(page, 'Replace key')
    await page
      .getByRole('alert')
      .getByText(/could not be updated and still use the old key/)
      .waitFor()
    await press(page, 'Try again for 20')
    await page.getByText(/The key is replaced/).waitFor()
    await page.getByText(`${CONNECTIONS + 1} of ${CONNECTIONS + 1} use it from their next request on.`).waitFor()
    await press(page, 'Close')
  })

  it('is in force for every token that apps and bots have, and they were told nothing', async () => {
    expect(await statuses()).toEqual([200])
  })

  it('has sent neither key in the clear', () => {
    expect(findSecrets(tab.sent.join('\n'), { oldKey, newKey, masterPassword: person.masterPassword })).toEqual([])
  })

  it('tells before a key is deleted who goes on using it', async () => {
    await press(page, 'More for OpenAI key “default”')
    await page.getByRole('menuitem', { name: 'Delete' }).click()
    await page.getByText(`${CONNECTIONS} connections and 1 bot token keep a sealed copy`).waitFor()
    await press(page, 'Cancel')
  })
})

describe('a passkey as a second way to unlock', () => {
  it('opens the vault without a password, and its secret goes nowhere', async () => {
    await givePasskey(page)
    await page.goto('/settings')
    await press(page, 'Add a passkey')
    await fill(page, 'Name of this passkey', 'Test device')
    await press(page, 'Continue')
    await page.getByRole('button', { name: 'Remove Test device' }).waitFor()
    await page.goto('/vault/access')
    await press(page, 'Use to unlock the vault: Test device')
    await fill(page, 'Master password', person.masterPassword)
    await press(page, 'Unlock')
    await press(page, 'Continue')
    await page.getByText('Unlocks the vault').waitFor()
    await page.goto('/vault')
    await press(page, 'Unlock vault')
    await press(page, 'Unlock with passkey')
    await lockButton(page).waitFor()
    await press(page, 'Reveal OpenAI key “default”')
    await page.getByText(newKey).waitFor()
    await press(page, 'Hide')
    expect(tab.sent.filter((text) => text.includes('"results"'))).toEqual([])
  })

  it('is taken away again', async () => {
    await page.goto('/vault/access')
    await press(page, 'Stop unlocking with Test device')
    await page.getByRole('button', { name: 'Use to unlock the vault: Test device' }).waitFor()
    await page.goto('/vault')
    await press(page, 'Unlock vault')
    await page.getByLabel('Master password', { exact: true }).waitFor()
    expect(await page.getByRole('button', { name: 'Unlock with passkey' }).count()).toBe(0)
  })
})
