import { join } from 'node:path'
import type { Browser, BrowserContext, Page } from 'playwright-core'
import { build, launch } from '../../link/test/stage.testing.js'
import type { FakeRelay } from '../../node/test/fake-relay.testing.js'
import { type Mood, startApp, startRelay } from './stage.testing.js'

jest.setTimeout(60_000)

let built: ReturnType<typeof build>
let browser: Browser
let relay: FakeRelay
let setMood: (mood: Mood) => void
let app: Awaited<ReturnType<typeof startApp>>
let context: BrowserContext
let page: Page
let complaints: string[]

beforeAll(async () => {
  built = build()
  browser = await launch()
})
afterAll(async () => {
  await browser.close()
  built.remove()
})
beforeEach(async () => {
  ;({ relay, setMood } = await startRelay())
  app = await startApp(relay, join(built.folder, 'dist'))
  context = await browser.newContext({ viewport: { width: 360, height: 740 } })
  page = await context.newPage()
  complaints = []
  page.on('pageerror', (error) => complaints.push(error.message))
  page.on('console', (message) => {
    if (message.type() === 'error' && !message.text().startsWith('Failed to load resource'))
      complaints.push(message.text())
  })
  await page.goto(app.url)
})
afterEach(async () => {
  await context.close()
  await app.stop()
  await relay.stop()
})

const connect = async () => {
  await page.getByRole('button', { name: 'Connect your AI keys' }).click()
  await page.getByLabel('Message').waitFor()
}
const send = async (text: string) => {
  await page.getByLabel('Message').fill(text)
  await page.getByRole('button', { name: 'Send' }).click()
}
const log = () => page.getByRole('log')
const alert = () => page.getByRole('alert')

describe('trouble in the page', () => {
  it('with the budget says how to raise it', async () => {
    await connect()
    setMood('budget_exceeded')
    await send('Hi')
    await alert().getByText('Raise the budget').waitFor()
    expect(await alert().getByRole('link', { name: 'Open 1Relay' }).getAttribute('href')).toContain('http://localhost')
  })

  it('with a revoked connection leads back to the start', async () => {
    await connect()
    setMood('invalid_token')
    await send('Hi')
    await alert().getByText('This connection has ended.').waitFor()
    expect(await page.getByRole('button', { name: 'Connect your AI keys' }).isVisible()).toBe(true)
  })

  it('in the middle of an answer keeps what has come', async () => {
    await connect()
    setMood('cut')
    await send('Hi')
    await alert().getByText('Your budget').waitFor()
    expect(await log().locator('.assistant').textContent()).toBe('Hel')
  })
})

describe('the page', () => {
  it('connects, streams, shows what it cost, and disconnects', async () => {
    await connect()
    expect(await page.getByLabel('Provider').locator('option').allTextContents()).toEqual(['openai', 'anthropic'])
    expect(await page.getByLabel('Model').inputValue()).toBe('gpt-4o-mini')
    await send('Hi')
    await log().getByText('Hello there').waitFor()
    const row = page.getByRole('row', { name: 'gpt-4o-mini 12 34 $0.000567 200' })
    await row.waitFor()
    expect(await page.locator('#budget').textContent()).toBe('$0.000567 of $10.00 this month')
    await page.getByRole('button', { name: 'Disconnect' }).click()
    await page.getByRole('button', { name: 'Connect your AI keys' }).waitFor()
    expect(relay.seen.at(-1)?.method).toBe('DELETE')
    expect(complaints).toEqual([])
  })

  it('remembers the connection when it is loaded again', async () => {
    await connect()
    await page.reload()
    await page.getByLabel('Message').waitFor()
  })

  it('stops an answer, and the provider with it', async () => {
    await connect()
    setMood('hangs')
    await send('Hi')
    await log().getByText('Hello').waitFor()
    const upstream = relay.closed[relay.seen.findIndex((seen) => seen.url.includes('/proxy/'))]
    await page.getByRole('button', { name: 'Stop' }).click()
    await upstream
    expect(await page.getByRole('button', { name: 'Send' }).isEnabled()).toBe(true)
  })

  it('takes the next provider with a model that it has', async () => {
    await connect()
    await page.getByLabel('Provider').selectOption('anthropic')
    expect(await page.getByLabel('Model').inputValue()).toContain('claude')
  })

  it('fits a phone', async () => {
    await connect()
    expect(await page.evaluate('document.documentElement.scrollWidth <= innerWidth')).toBe(true)
  })
})
