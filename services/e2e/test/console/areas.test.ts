import type { Browser, Page } from 'playwright-core'
import { openBrowser } from '../../house/browser.js'
import { heading, press, signIn, unlock, visit, type Visit } from '../../house/console.js'
import { lookAllWays } from '../../house/look.js'
import { makePerson } from '../../house/person.js'
import { type Scene, setScene } from '../../house/scene.js'
import { waitForUsage } from '../../house/usage.js'

let browser: Browser
let scene: Scene
beforeAll(async () => {
  browser = await openBrowser()
  scene = await setScene()
  await waitForUsage(scene.person, scene.connectionId, 4)
  await waitForUsage(scene.person, scene.botToken.id)
})
afterAll(() => browser.close())

const closeDialog = async (page: Page): Promise<void> => {
  await page.keyboard.press('Escape')
  await page.getByRole('dialog').waitFor({ state: 'detached' })
}

let tab: Visit
beforeAll(async () => {
  tab = await visit(browser, { reducedMotion: 'reduce' })
  await signIn(tab.page, scene.person)
  await heading(tab.page, 'Vault')
})
afterAll(() => tab.page.context().close())

it('the front page and its story can be used by everybody', async () => {
  const { page } = tab
  await page.goto('/')
  await heading(page, 'Your API keys, used everywhere, handed to nobody')
  await lookAllWays(page, 'landing')
  await page.getByLabel('A master password', { exact: true }).fill('correct horse')
  await press(page, 'Seal it')
  await page.getByRole('button', { name: 'The server alone' }).click()
  await page.getByText('It does not open: the half').waitFor()
  await lookAllWays(page, 'landing-sealed')
})

it('the documentation can be used by everybody', async () => {
  const { page } = tab
  await page.goto('/docs')
  await heading(page, 'Documentation')
  await lookAllWays(page, 'docs')
  for (const slug of ['quick-start', 'cli', 'errors', 'teams', 'security-teams']) {
    await page.goto(`/docs/${slug}`)
    await page.getByRole('heading', { level: 1 }).waitFor()
    await lookAllWays(page, `docs-${slug}`)
  }
  await page.goto('/docs/nothing')
  await heading(page, 'There is nothing here')
  await lookAllWays(page, 'docs-nothing')
})

it('connections can be used by everybody', async () => {
  const { page } = tab
  await page.goto('/connections')
  await page.getByRole('link', { name: 'Letter Writer' }).waitFor()
  await lookAllWays(page, 'connections')
  await page.getByText('Revoked', { exact: true }).click()
  await page.getByText('No revoked connections').waitFor()
  await lookAllWays(page, 'connections-none')
  await page.goto(`/connections/${scene.connectionId}`)
  await page.getByRole('button', { name: /details of claude/ }).waitFor()
  await lookAllWays(page, 'connection')
  await press(page, 'Change')
  await page.getByRole('textbox', { name: 'A day' }).waitFor()
  await lookAllWays(page, 'connection-terms')
  await closeDialog(page)
  await press(page, 'Revoke')
  await page.getByRole('dialog').getByRole('button', { name: 'Revoke' }).waitFor()
  await lookAllWays(page, 'connection-revoke')
  await closeDialog(page)
  await page
    .getByRole('button', { name: /Refused$/ })
    .first()
    .click()
  await page.getByRole('dialog').getByText('Reason').waitFor()
  await lookAllWays(page, 'connection-call')
  await closeDialog(page)
  await page.goto('/connections/AAAAAAAAAAAAAAAA')
  await heading(page, 'There is nothing here')
  await lookAllWays(page, 'connection-unknown')
})

it('usage can be used by everybody', async () => {
  const { page } = tab
  await page.goto('/usage')
  await page.locator('.recharts-bar-rectangle path').first().waitFor()
  await page
    .getByRole('button', { name: /details of/ })
    .first()
    .waitFor()
  await lookAllWays(page, 'usage')
  await page.goto('/usage?by=model&days=7&model=claude-sonnet-4-5&show=refused')
  await page.getByText('No calls here').waitFor()
  await lookAllWays(page, 'usage-narrowed')
  await press(page, 'Export')
  await page.getByRole('menuitem', { name: 'JSON lines' }).waitFor()
  await lookAllWays(page, 'usage-export')
})

it('bot tokens can be used by everybody', async () => {
  const { page } = tab
  await page.goto('/bot-tokens')
  await page.getByRole('link', { name: 'A test bot' }).waitFor()
  await lookAllWays(page, 'bot-tokens')
  await press(page, 'New bot token')
  await page.getByRole('dialog').getByLabel('Master password', { exact: true }).waitFor()
  await lookAllWays(page, 'bot-token-unlock')
  await closeDialog(page)
  await page.goto('/vault')
  await heading(page, 'Vault')
  await unlock(page, scene.person.masterPassword)
  await page.getByRole('link', { name: 'Bot tokens' }).filter({ visible: true }).click()
  await heading(page, 'Bot tokens')
  await press(page, 'New bot token')
  await page.getByRole('textbox', { name: 'Name' }).waitFor()
  await press(page, 'Make token')
  await lookAllWays(page, 'bot-token-new')
  await closeDialog(page)
  await page.goto(`/bot-tokens/${scene.botToken.id}`)
  await page.getByRole('button', { name: /details of/ }).waitFor()
  await lookAllWays(page, 'bot-token')
})

it('the developer area can be used by everybody', async () => {
  const { page } = tab
  await page.goto('/developer')
  await page.getByRole('link', { name: 'Letter Writer' }).waitFor()
  await lookAllWays(page, 'developer')
  await press(page, 'New app')
  await page.getByRole('textbox', { name: 'Origins' }).waitFor()
  await press(page, 'Register app')
  await lookAllWays(page, 'app-new')
  await closeDialog(page)
  await page.goto(`/developer/${scene.app.clientId}`)
  await page.getByText('Connected', { exact: true }).waitFor()
  await lookAllWays(page, 'app')
  await press(page, 'Delete')
  await page.getByRole('dialog').getByRole('button', { name: 'Delete' }).waitFor()
  await lookAllWays(page, 'app-delete')
  await page.goto(`/developer/${scene.app.clientId}/playground`)
  await heading(page, 'Playground')
  await page.getByRole('button', { name: /^Add/ }).click()
  await page.getByRole('button', { name: 'Open Link' }).waitFor()
  await lookAllWays(page, 'playground')
})

it('says to a newcomer what belongs on each empty page', async () => {
  const newcomer = await visit(browser, { reducedMotion: 'reduce' })
  const { page } = newcomer
  await signIn(page, await makePerson(), '/connections')
  await page.getByText('No app is connected').waitFor()
  await lookAllWays(page, 'empty-connections')
  await page.goto('/bot-tokens')
  await page.getByText('No bot tokens yet').waitFor()
  await lookAllWays(page, 'empty-bot-tokens')
  await page.goto('/usage')
  await page.getByText('No calls here').waitFor()
  await lookAllWays(page, 'empty-usage')
  await page.goto('/developer')
  await page.getByText('No apps yet').waitFor()
  await lookAllWays(page, 'empty-developer')
  expect(newcomer.problems).toEqual([])
  await page.context().close()
})

it('nothing complained, and no style or script was refused', () => {
  // The browser notes an answer 404 itself: the one of the connection that there is not.
  expect(tab.problems.filter((text) => !text.includes('status of 404'))).toEqual([])
})
