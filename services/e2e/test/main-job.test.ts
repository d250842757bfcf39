import { parsePublicToken } from '@1relay/vault'
import type { Browser, Frame, Page, Request } from 'playwright-core'
import { canary } from '../house/api.js'
import { openBrowser } from '../house/browser.js'
import { dumpPostgres, dumpRedis, findSecrets } from '../house/dump.js'
import { house } from '../house/house.js'

const person = {
  email: `${canary('person-')}@example.com`,
  password: canary('account-password-'),
  masterPassword: canary('Master password '),
  key: canary('sk-proj-'),
}

let browser: Browser
let page: Page
let link: Frame
const sent: { url: string; text: string }[] = []
const problems: string[] = []

const record = (request: Request): void => {
  sent.push({
    url: request.url(),
    text: `${request.url()}\n${JSON.stringify(request.headers())}\n${request.postData() ?? ''}`,
  })
}

beforeAll(async () => {
  browser = await openBrowser()
  page = await browser.newPage()
  page.setDefaultTimeout(15_000)
  page.on('request', record)
  page.on('console', (message) => message.type() === 'error' && problems.push(message.text()))
  page.on('pageerror', (error) => problems.push(error.message))
})

afterAll(() => browser.close())

const linkFrame = async (): Promise<Frame> => {
  const frame = await (await page.waitForSelector('iframe[title="1Relay Link"]')).contentFrame()
  return frame!
}

/** The heading of the step that Link shows. */
const step = (name: string | RegExp) => link.getByRole('heading', { name, level: 1 }).waitFor()
const press = (name: string) => link.getByRole('button', { name, exact: true }).click()
const fill = (label: string, text: string) => link.getByLabel(label, { exact: true }).fill(text)

// One walk in order: each step stands on the one before.
describe('from the front page to an answer and its usage row, with nothing but the screen', () => {
  it('leads to the example app, which says that no real key is needed', async () => {
    await page.goto(house().origin)
    await page.getByRole('link', { name: 'Try an app that uses it' }).click()
    await page.waitForURL(`${house().exampleOrigin}/`)
    await page.getByText('any text works as a key').waitFor()
  })

  it('opens Link from the app', async () => {
    await page.getByRole('button', { name: 'Connect your AI keys' }).click()
    link = await linkFrame()
    await step(/Sign in|Create your 1Relay account/)
    expect(new URL(link.url()).origin).toBe(house().origin)
  })

  it('registers a new person', async () => {
    await press('Create an account')
    await fill('E-mail', person.email)
    await fill('Account password', person.password)
    await press('Create account')
    await step('Create your vault')
  })

  it('creates a vault and shows the recovery code once', async () => {
    await fill('Master password', person.masterPassword)
    await fill('Repeat master password', person.masterPassword)
    await press('Create vault')
    await step('Save your recovery code')
    await link.getByLabel('I saved my recovery code').check()
    await press('Continue')
    await step('Choose keys to share')
  })

  it('adds the missing key on the spot', async () => {
    await link.getByLabel('OpenAI key', { exact: true }).fill(person.key)
    await press('Save OpenAI key')
    await link.getByText(/Your key “default”/).waitFor()
    await press('Continue')
  })

  it('suggests the app’s budget of ten dollars a month, and takes the person’s decision', async () => {
    await step('Set a budget')
    expect(await link.getByLabel('Monthly budget in US dollars').inputValue()).toMatch(/^10(\.00)?$/)
    await press('Continue')
    await step('Review and approve')
    await link.getByText('At most $10').first().waitFor()
    await press('Approve')
  })

  it('streams an answer into the page on the person’s key', async () => {
    await page.getByRole('heading', { name: 'Chat' }).waitFor()
    await page.getByLabel('Message').fill('Hello, who are you?')
    await page.getByRole('button', { name: 'Send' }).click()
    const answer = page.locator('#log .assistant').last()
    await answer.filter({ hasText: /\w+ \w+/ }).waitFor()
  })

  it('shows the usage row with model, tokens and cost', async () => {
    const row = page.locator('#requests tr').first()
    await row.waitFor({ timeout: 15_000 })
    const cells = await row.locator('td').allTextContents()
    expect(cells[0]).toContain('gpt-4o-mini')
    expect(Number(cells[1]!.replace(/\D/g, ''))).toBeGreaterThan(0)
    expect(Number(cells[2]!.replace(/\D/g, ''))).toBeGreaterThan(0)
    expect(cells[3]).toMatch(/\$0\.0*[1-9]/)
  })

  it('has sent neither the key nor the master password anywhere, and the seal half only to the app itself', () => {
    const exchange = sent.find(({ url }) => url.endsWith('/api/1relay/exchange'))
    const publicToken = /1r_pt_\w+/.exec(exchange?.text ?? '')?.[0] ?? ''
    const parsed = parsePublicToken(publicToken)
    expect(parsed.ok).toBe(true)
    const seal = publicToken.split('_')[3]!
    const everything = sent.map(({ text }) => text).join('\n')
    expect(everything).toContain(person.email)
    expect(findSecrets(everything, { key: person.key, masterPassword: person.masterPassword })).toEqual([])
    const toUs = sent.filter(({ url }) => url.startsWith(house().origin))
    expect(toUs.length).toBeGreaterThan(5)
    expect(toUs.filter(({ text }) => text.includes(seal))).toEqual([])
  })

  it('leaves nothing behind in PostgreSQL or Redis that is a secret', async () => {
    const [postgres, redis] = [await dumpPostgres(), await dumpRedis()]
    expect(postgres).toContain(person.email)
    const { key, password, masterPassword } = person
    expect(findSecrets(`${postgres}\n${redis}`, { key, password, masterPassword })).toEqual([])
  })

  it('ends when the person disconnects: the app is back at its first page', async () => {
    await page.getByRole('button', { name: 'Disconnect' }).click()
    await page.getByRole('button', { name: 'Connect your AI keys' }).waitFor()
  })

  it('reported no error in the console of either page', () => {
    expect(problems).toEqual([])
  })
})
