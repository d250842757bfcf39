import type { Browser, Page } from 'playwright-core'
import { openBrowser } from '../../house/browser.js'
import { heading, press, signIn, unlock, visit, type Visit } from '../../house/console.js'
import { lookInBothColours } from '../../house/look.js'
import { addKey, connect, makeApp, makePerson, type Person } from '../../house/person.js'

let browser: Browser
let person: Person
beforeAll(async () => {
  browser = await openBrowser()
  person = await makePerson()
  await addKey(person, 'openai', 'sk-proj-of-nobody')
  await addKey(person, 'openai', 'sk-proj-of-nobody-either', 'work')
  await addKey(person, 'anthropic', 'sk-ant-of-nobody')
  await connect(person, await makeApp(person), { keys: { openai: 'sk-proj-of-nobody' } })
})
afterAll(() => browser.close())

describe.each([
  [1280, 860, ['light', 'dark']],
  [390, 844, ['dark', 'light']],
] as const)('%i pixels wide, in the colours that a page came in and turned to the others', (width, height, colours) => {
  const look = (page: Page, name: string) => lookInBothColours(page, `${name}-${width}`, colours)
  let tab: Visit
  beforeAll(async () => {
    const viewport = { width, height }
    tab = await visit(browser, { colorScheme: colours[0], viewport, reducedMotion: 'reduce' })
  })
  afterAll(() => tab.page.context().close())

  it.each([
    ['/sign-in', 'Sign in'],
    ['/register', 'Create your account'],
    ['/sign-in/link', 'Sign in by e-mail'],
    ['/sign-in/confirm', 'This link does not work'],
    ['/nothing-is-here', 'There is nothing here'],
  ])('%s can be used by everybody', async (path, title) => {
    await tab.page.goto(path)
    await heading(tab.page, title)
    expect(await tab.page.title()).toBe(`${title} · 1Relay`)
    await look(tab.page, path.slice(1).replaceAll('/', '-'))
  })

  it('the vault can be used by everybody, locked and open, with its dialogs', async () => {
    const { page } = tab
    await signIn(page, person)
    await heading(page, 'Vault')
    await page.getByText('Your vault is locked.').waitFor()
    await look(page, 'vault-locked')
    await press(page, 'Unlock vault')
    await page.getByRole('textbox', { name: 'Master password', exact: true }).waitFor()
    await look(page, 'vault-unlock')
    await page.keyboard.press('Escape')
    await page.getByRole('dialog').waitFor({ state: 'detached' })
    await unlock(page, person.masterPassword)
    await look(page, 'vault')
    await press(page, 'Add a key')
    await page.getByRole('textbox', { name: 'OpenAI key', exact: true }).waitFor()
    await look(page, 'vault-add')
    await page.keyboard.press('Escape')
    await page.getByRole('dialog').waitFor({ state: 'detached' })
    await press(page, 'Replace OpenAI key “default”')
    await page.getByRole('textbox', { name: 'New OpenAI key', exact: true }).waitFor()
    await look(page, 'vault-replace')
    await page.keyboard.press('Escape')
  })

  it('the ways to unlock, recovery and settings can be used by everybody', async () => {
    const { page } = tab
    await page.goto('/vault/access')
    await page.getByRole('heading', { name: 'Auto-lock' }).waitFor()
    await press(page, 'Change master password')
    await page.getByRole('textbox', { name: 'Present master password', exact: true }).waitFor()
    await look(page, 'vault-access')
    await page.goto('/vault/recover')
    await heading(page, 'Recover your vault')
    await look(page, 'vault-recover')
    await page.goto('/settings')
    await page.getByText('This one').waitFor()
    await look(page, 'settings')
    await press(page, 'Change cap')
    await page.getByRole('textbox', { name: 'A month, in US dollars', exact: true }).waitFor()
    await look(page, 'settings-cap')
    await press(page, 'Delete account')
    await page.getByRole('dialog').getByRole('textbox', { name: 'Account password', exact: true }).waitFor()
    await look(page, 'settings-delete')
  })

  it('nothing complained, and no style or script was refused', () => {
    expect(tab.problems).toEqual([])
  })
})

describe('by keyboard alone', () => {
  it('leads past the navigation, and into the page that was chosen', async () => {
    const { page } = await visit(browser)
    await signIn(page, person)
    await heading(page, 'Vault')
    await page.goto('/vault')
    await heading(page, 'Vault')
    await page.keyboard.press('Tab')
    expect(await page.evaluate(() => document.activeElement?.textContent)).toBe('Skip to content')
    await page.keyboard.press('Enter')
    expect(await page.evaluate(() => document.activeElement?.id)).toBe('main')
    await page.getByRole('link', { name: 'Settings', exact: true }).first().focus()
    await page.keyboard.press('Enter')
    await heading(page, 'Settings')
    await page.waitForFunction(() => document.activeElement?.tagName === 'H1')
    await page.context().close()
  })
})

describe('light and dark', () => {
  it('follow the switch and not the system, also after a reload', async () => {
    const { page } = await visit(browser, { colorScheme: 'light' })
    await page.goto('/sign-in')
    await heading(page, 'Sign in')
    const ground = () => page.evaluate(() => getComputedStyle(document.body).backgroundColor)
    const light = await ground()
    await press(page, 'Colours')
    await page.getByRole('menuitem', { name: 'Dark' }).click()
    await page.waitForFunction((former) => getComputedStyle(document.body).backgroundColor !== former, light)
    const dark = await ground()
    await page.reload()
    await heading(page, 'Sign in')
    expect(await ground()).toBe(dark)
    await page.context().close()
  })
})
