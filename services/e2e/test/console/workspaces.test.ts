import { execFileSync } from 'node:child_process'
import type { Browser, Page } from 'playwright-core'
import { call, canary } from '../../house/api.js'
import { openBrowser } from '../../house/browser.js'
import { fill, heading, openArea, press, signIn, visit, type Visit } from '../../house/console.js'
import { expectNeverSent } from '../../house/dump.js'
import { drawerIsOpen, look, lookAllWays } from '../../house/look.js'
import { makePerson, type Person } from '../../house/person.js'
import { chatThrough } from '../../house/team.js'

let browser: Browser
let person: Person
let tab: Visit
let page: Page
const [first, second] = [canary('sk-proj-'), canary('sk-proj-')]
const issued = { token: '', url: '' }

beforeAll(async () => {
  browser = await openBrowser()
  person = await makePerson()
  tab = await visit(browser, { reducedMotion: 'reduce' })
  page = tab.page
})
afterAll(() => browser.close())

const chat = (token: string) => chatThrough(issued.url, token)
const details = () => page.getByRole('button', { name: /details of/ }).first()

// One walk in order: from no workspace to none again.
describe('a workspace', () => {
  it('explains itself before it is made, and is made with a name only', async () => {
    await signIn(page, person, '/workspaces')
    await heading(page, 'Workspaces')
    await page.getByText('Create your first workspace').waitFor()
    await lookAllWays(page, 'workspaces-none')
    await press(page, 'Create workspace')
    await page.getByText('A name, so that people know where they are.').waitFor()
    await fill(page, 'Name of the workspace', 'Example Robotics')
    await press(page, 'Create workspace')
    await heading(page, 'Example Robotics')
    await page.getByText('Get started').waitFor()
    await lookAllWays(page, 'workspace-new')
  })

  it('is left and reached by the switcher, with the keyboard and on a phone', async () => {
    await page.getByRole('button', { name: 'Workspace: Example Robotics' }).focus()
    await page.keyboard.press('Enter')
    await page.getByRole('menuitem', { name: 'Personal' }).waitFor()
    await look(page, 'switcher')
    await page.keyboard.press('Enter')
    await heading(page, 'Vault')
    await page.setViewportSize({ width: 390, height: 844 })
    await press(page, 'Menu')
    await page.getByRole('dialog').getByRole('button', { name: 'Workspace: Personal' }).click()
    await page.getByRole('menuitem', { name: 'Example Robotics' }).waitFor()
    await look(page, 'switcher-phone')
    await page.getByRole('menuitem', { name: 'Example Robotics' }).click()
    await heading(page, 'Example Robotics')
    await page.getByRole('dialog').waitFor({ state: 'detached' })
    await page.setViewportSize({ width: 1280, height: 860 })
  })

  it('asks for what is missing before anything is sealed', async () => {
    await openArea(page, 'Protected keys')
    await page.getByText('No protected keys yet').waitFor()
    await lookAllWays(page, 'protected-keys-none')
    await page.getByRole('link', { name: 'Protect a key' }).first().click()
    await heading(page, 'Protect a key')
    await press(page, 'Seal and protect')
    await page.getByText('Paste it first.').waitFor()
    await page.getByText('A public https address, such as', { exact: false }).first().waitFor()
    await lookAllWays(page, 'protect-problems')
  })

  it('knows how vendors want their key, and takes any REST API by every scheme', async () => {
    const choose = async (name: string) => {
      await page.getByRole('combobox', { name: 'API', exact: true }).click()
      await page.getByRole('combobox', { name: 'API', exact: true }).fill(name)
      await page.getByRole('option', { name, exact: true }).click()
    }
    await choose('ElevenLabs')
    expect(await page.getByLabel('Name of the header').inputValue()).toBe('xi-api-key')
    await choose('Twilio')
    await page.getByRole('textbox', { name: 'User', exact: true }).waitFor()
    await choose('Salesforce')
    await page.getByLabel('Your part of the address').waitFor()
    expect(await page.getByLabel('Token URL').inputValue()).toContain('{tenant}')
    await lookAllWays(page, 'protect-oauth2')
    await choose('Any REST API')
    await page.getByLabel('How the API takes it').selectOption('query')
    await page.getByLabel('Name of the parameter').fill('api_key')
    await choose('OpenAI')
  })

  it('seals the real key in this browser and shows it to nobody again', async () => {
    await fill(page, 'Real key', first)
    await fill(page, 'Environment', 'production')
    await lookAllWays(page, 'protect')
    await press(page, 'Seal and protect')
    await heading(page, 'OpenAI production')
    await page.getByText('No keys yet').waitFor()
    expect(await page.content()).not.toContain(first)
    expectNeverSent(tab.sent, first)
    await lookAllWays(page, 'protected-key')
  })

  it('issues from no other key when the one that was asked for is gone', async () => {
    const here = page.url()
    await page.goto(new URL(`../keys/new?of=conn_${'0'.repeat(16)}`, here).href)
    await page
      .getByRole('alert')
      .getByText(/There is nothing here/)
      .waitFor()
    expect(await page.getByRole('button', { name: 'Issue key' }).count()).toBe(0)
    await page.goto(here)
    await heading(page, 'OpenAI production')
  })

  it('says in plain words what a key may do while it is filled in, and issues none that may do nothing', async () => {
    await page.getByRole('link', { name: 'Issue a key' }).click()
    await heading(page, 'Issue a key')
    await page.getByRole('button', { name: 'Issue key' }).click()
    await page.getByText('At least one path: what is not named is refused.', { exact: false }).waitFor()
    await lookAllWays(page, 'issue-problems')
    await page.getByRole('radio', { name: /^Person/ }).check({ force: true })
    await page.getByRole('textbox', { name: 'E-mail of the holder' }).fill('sam@example.com')
    await page.getByText('a call from a new one gets 423 and a mail asks for confirmation', { exact: false }).waitFor()
    expect(await page.getByRole('radio', { name: 'From anywhere' }).isDisabled()).toBe(true)
    await page.getByRole('radio', { name: 'From fixed addresses only' }).check()
    await page.getByRole('textbox', { name: 'Addresses and networks' }).fill('203.0.113.0/24\n2001:db8::/32')
    await page.getByText('Only from 203.0.113.0/24 or 2001:db8::/32.').waitFor()
    await lookAllWays(page, 'issue-person')
    await page.getByRole('radio', { name: 'From networks that its holder confirmed' }).check()
    await page.getByRole('radio', { name: /^AI agent/ }).check({ force: true })
    await fill(page, 'Name of the key', 'Support agent')
    await press(page, 'POST /v1/chat/completions')
    await page.getByRole('checkbox', { name: 'GET', exact: true }).uncheck()
    await fill(page, 'Requests a minute', '60')
    await fill(page, 'A day', '5')
    await page
      .getByText('Support agent may call OpenAI production with POST at /v1/chat/completions.', { exact: false })
      .waitFor()
    await page.getByText('At most $5 a day and 60 calls a minute.').waitFor()
    await lookAllWays(page, 'issue')
  })

  it('shows the key once, with a line that works', async () => {
    await page.getByRole('button', { name: 'Issue key' }).click()
    await heading(page, 'Your new key')
    issued.token = (await page.getByLabel('Disposable key', { exact: true }).textContent()) ?? ''
    const curl = (await page.locator('pre').first().textContent()) ?? ''
    issued.url = /https?:\/\/[^/']+\/conn_[0-9A-Za-z]{16}/.exec(curl)?.[0] ?? ''
    expect(curl).toContain(`Authorization: Bearer ${issued.token}`)
    await lookAllWays(page, 'key-once')
    expect(execFileSync('sh', ['-c', curl], { encoding: 'utf8', stdio: 'pipe' })).toContain('"choices"')
    expect((await call(`${new URL(issued.url).pathname}/v1/files`, { as: issued.token })).status).toBe(403)
    await page.getByRole('link', { name: 'I have copied it' }).click()
    await heading(page, 'Support agent')
    expect(await page.content()).not.toContain(issued.token)
  })

  it('shows each call of it, refused ones with their reason', async () => {
    await page.getByText('Refused 403').waitFor()
    await page.getByText('Allowed 200').waitFor()
    await lookAllWays(page, 'key')
    await page.getByRole('button', { name: /details of GET \/v1\/files/ }).click()
    await page.getByRole('dialog').getByText('The token does not allow this', { exact: false }).waitFor()
    await drawerIsOpen(page)
    await lookAllWays(page, 'audit-call')
    await page.keyboard.press('Escape')
    await page.getByRole('dialog').waitFor({ state: 'detached' })
  })

  it('changes what a key may do from its next call on', async () => {
    await press(page, 'Change')
    await page.getByRole('dialog').getByRole('checkbox', { name: 'GET', exact: true }).check()
    await page.getByRole('dialog').getByRole('textbox', { name: 'Paths' }).fill('/v1/models')
    await lookAllWays(page, 'key-change')
    await press(page, 'Save')
    await page.getByRole('dialog').waitFor({ state: 'detached' })
    expect((await chat(issued.token)).status).toBe(403)
    expect((await call(`${new URL(issued.url).pathname}/v1/models`, { as: issued.token })).status).toBe(200)
  })

  it('replaces the real key in place, unseen, and its keys go on', async () => {
    await page.getByRole('link', { name: 'OpenAI production' }).click()
    await heading(page, 'OpenAI production')
    await press(page, 'Replace')
    await fill(page, 'Real key', `${second}\u00e9`)
    await press(page, 'Seal and replace')
    await page.getByText('No line breaks and no accented letters', { exact: false }).waitFor()
    await lookAllWays(page, 'protected-key-replace')
    await fill(page, 'Real key', second)
    await press(page, 'Seal and replace')
    await page.getByRole('dialog').waitFor({ state: 'detached' })
    expect((await call(`${new URL(issued.url).pathname}/v1/models`, { as: issued.token })).status).toBe(200)
    expectNeverSent(tab.sent, second)
  })

  it('records query strings only once somebody has read the warning', async () => {
    const record = page.getByRole('switch', { name: 'Record query strings of calls with this key' })
    await record.click({ force: true })
    await page.getByText('Query strings may contain sensitive data', { exact: false }).waitFor()
    await lookAllWays(page, 'protected-key-query')
    await press(page, 'I have read this: record them')
    await page.getByRole('dialog').waitFor({ state: 'detached' })
    await page.waitForFunction(() => document.querySelector<HTMLInputElement>('input[role=switch]')?.checked === true)
  })

  it('finds a key by search and by the address of its page', async () => {
    await openArea(page, 'Disposable keys')
    await page.getByRole('textbox', { name: 'Search' }).fill('nobody has this')
    await page.getByText('No keys like that').waitFor()
    await page.getByRole('textbox', { name: 'Search' }).fill('support')
    await page.getByRole('link', { name: 'Support agent' }).waitFor()
    expect(new URL(page.url()).searchParams.get('q')).toBe('support')
    await lookAllWays(page, 'keys')
  })

  it('leads from a leaked key to what was done with it and to its end', async () => {
    await page.getByRole('link', { name: 'A key leaked' }).click()
    await heading(page, 'A key leaked')
    await fill(page, 'Or paste what was found', 'sk-something-else')
    await press(page, 'Find the key')
    await page.getByText('There is no disposable key in this.', { exact: false }).waitFor()
    await lookAllWays(page, 'leak')
    const sentBefore = tab.sent.length
    await fill(page, 'Or paste what was found', `export KEY=${issued.token}`)
    await press(page, 'Find the key')
    await page.getByText('2. What was done with it?').waitFor()
    await page.getByText(/\d allowed, \d refused/).waitFor()
    expect(tab.sent.slice(sentBefore).join('\n')).not.toContain(issued.token)
    await lookAllWays(page, 'leak-found')
    await press(page, 'Revoke Support agent')
    await page.getByRole('dialog').getByRole('button', { name: 'Revoke', exact: true }).click()
    await page.getByText('3. It is over').waitFor()
    expect((await call(`${new URL(issued.url).pathname}/v1/models`, { as: issued.token })).status).toBe(401)
    await lookAllWays(page, 'leak-over')
  })

  it('has everything in the audit, narrowed as its address says, and as files', async () => {
    await page.getByRole('link', { name: 'Look through the audit' }).click()
    await heading(page, 'Audit')
    await details().waitFor()
    await page.getByRole('button', { name: 'Show more than Support agent' }).click()
    await page.getByLabel('Kind').selectOption('admin')
    await page.getByText('Example Robotics').first().waitFor()
    await details().click()
    await page.getByRole('dialog').getByText(person.email, { exact: false }).first().waitFor()
    await drawerIsOpen(page)
    await lookAllWays(page, 'audit-change')
    await page.keyboard.press('Escape')
    await page.getByRole('dialog').waitFor({ state: 'detached' })
    await page.getByLabel('Kind').selectOption('')
    await lookAllWays(page, 'audit')
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('link', { name: 'Download the chain' }).click(),
    ])
    expect(await download.failure()).toBeNull()
    await press(page, 'Export')
    for (const name of ['CSV, for spreadsheets', 'JSON lines']) {
      const href = await page.getByRole('menuitem', { name }).getAttribute('href')
      const file = await page.request.get(href ?? '')
      expect([file.status(), (await file.text()).split('\n').length > 2]).toEqual([200, true])
    }
    await page.keyboard.press('Escape')
  })

  it('has nothing left to teach once a key was issued, called and revoked', async () => {
    await openArea(page, 'Overview')
    await heading(page, 'Example Robotics')
    await page.getByText('What happened last').waitFor()
    await details().waitFor()
    // What was known before it was called may be there for a moment.
    await page.getByText('Get started').waitFor({ state: 'detached' })
    await lookAllWays(page, 'workspace')
  })

  it('is renamed, and goes with everything once its name is typed', async () => {
    await openArea(page, 'Settings')
    await heading(page, 'Settings')
    await fill(page, 'Name of the workspace', 'Example Robotics Ltd')
    await press(page, 'Rename')
    await page.getByRole('button', { name: 'Workspace: Example Robotics Ltd' }).waitFor()
    await lookAllWays(page, 'workspace-settings')
    await press(page, 'Delete workspace')
    const dialog = page.getByRole('dialog')
    const end = dialog.getByRole('button', { name: 'Delete workspace', exact: true })
    expect(await end.isDisabled()).toBe(true)
    await dialog.getByRole('textbox').fill('Example Robotics Ltd')
    await end.click()
    await heading(page, 'Workspaces')
    await page.getByText('Create your first workspace').waitFor()
  })

  it('made nobody complain', () => {
    expect(tab.problems).toEqual([])
  })
})
