import type { Browser, Page } from 'playwright-core'
import { canary } from '../../house/api.js'
import { openBrowser } from '../../house/browser.js'
import { fill, heading, press, visit, type Visit } from '../../house/console.js'
import { findSecrets } from '../../house/dump.js'
import { house } from '../../house/house.js'

const [key, password] = [canary('sk-demo-'), canary('A password ')]

let browser: Browser
let tab: Visit
let page: Page
beforeAll(async () => {
  browser = await openBrowser()
  tab = await visit(browser)
  page = tab.page
  await page.goto('/')
})
afterAll(() => browser.close())

describe('the story on the front page', () => {
  it('seals what the visitor types, shows every byte of it, and goes on answering meanwhile', async () => {
    await heading(page, 'Your API keys, used everywhere, handed to nobody')
    await fill(page, 'An API key', key)
    await page.getByLabel('A master password', { exact: true }).fill(password)
    await page.evaluate(() => {
      let longest = 0
      new PerformanceObserver((list) => {
        for (const { duration } of list.getEntries()) longest = Math.max(longest, duration)
        document.body.dataset['longest'] = String(longest)
      }).observe({ type: 'longtask' })
    })
    await press(page, 'Seal it')
    await page.getByText('your key occurs 0 times and your password 0 times').waitFor()
    const shown = (await page.getByRole('figure').allTextContents()).join('\n')
    expect(shown).toContain('wrappedKey')
    expect(findSecrets(shown, { key, password })).toEqual([])
    const tookMs = Number(/Sealed in (\d+) ms/.exec(await page.locator('#main').innerText())?.[1])
    const longest = Number(await page.evaluate(() => document.body.dataset['longest'] ?? '0'))
    // In the page's own thread the derivation would be one task about as long as all of it.
    expect(longest).toBeLessThan(tookMs / 2)
  })

  it('does not open with a wrong password, and opens with the right one', async () => {
    await fill(page, 'Their password?', `${password}!`)
    await press(page, 'Try to open')
    await page.getByText('It does not open. One guess so far.').waitFor()
    expect(await page.getByText(key, { exact: true }).count()).toBe(0)
    await fill(page, 'Their password?', password)
    await press(page, 'Try to open')
    await page.getByText('That was the password.').waitFor()
    await page.getByText(key, { exact: true }).waitFor()
  })

  it('opens an app’s copy with its token alone, and for the provider that it was sealed for', async () => {
    await press(page, 'The server alone')
    await page.getByText('the half that opens it was never ours').waitFor()
    await press(page, 'The token, and a changed address')
    await page.getByText('bound to the provider that it was sealed for').waitFor()
    await press(page, 'A request with the token')
    await page.getByText('For this one request, it opens:').waitFor()
  })

  it('has sent neither key nor password anywhere, and asked nobody but this house', () => {
    expect(tab.sent.length).toBeGreaterThan(3)
    expect(findSecrets(tab.sent.join('\n'), { key, password })).toEqual([])
    const elsewhere = tab.sent.filter((text) => !text.startsWith(house().origin) && !text.startsWith('blob:'))
    expect(elsewhere).toEqual([])
    expect(tab.problems).toEqual([])
  })
})

describe('the documentation', () => {
  it('leads from the front page through its pages, back and on, without loading anew', async () => {
    await page.getByRole('link', { name: 'Build with it' }).click()
    await heading(page, 'Quick start')
    expect(await page.title()).toBe('Quick start · 1Relay')
    await page.evaluate(() => (document.body.dataset['same'] = 'yes'))
    await page.getByRole('navigation', { name: 'Next pages' }).getByRole('link', { name: 'Link' }).click()
    await heading(page, 'Link')
    await page.getByRole('navigation', { name: 'Documentation' }).getByRole('link', { name: 'Errors' }).click()
    await heading(page, 'Errors')
    await page.goBack()
    await heading(page, 'Link')
    expect(await page.evaluate(() => document.body.dataset['same'])).toBe('yes')
  })

  it('opens at a heading in the middle of a page', async () => {
    await page.goto('/docs/errors#all-codes')
    await heading(page, 'Errors')
    await page.waitForFunction(() => {
      const top = document.querySelector('#all-codes')?.getBoundingClientRect().top ?? -1
      return scrollY > 0 && top >= 0 && top < innerHeight
    })
    expect(await page.getByRole('cell', { name: 'budget_exceeded', exact: true }).count()).toBe(1)
  })

  it('says of a page that there is not that there is none, and knows its old addresses', async () => {
    await page.goto('/docs/nothing-of-that-name')
    await heading(page, 'There is nothing here')
    await page.goto('/security')
    await heading(page, 'Security model')
    expect(new URL(page.url()).pathname).toBe('/docs/security')
    expect(tab.problems).toEqual([])
  })
})
