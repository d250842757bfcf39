import type { LLMock } from '@copilotkit/aimock'
import type { Browser } from 'playwright-core'
import { canary } from '../house/api.js'
import { openBrowser } from '../house/browser.js'
import { serveBuiltExample } from '../house/built-example.js'
import { startMockProviders } from '../house/mock-providers.js'
import { startOwnRelay, type OwnRelay } from '../house/own-relay.js'

let browser: Browser
let mock: LLMock
let relay: OwnRelay
let example: Awaited<ReturnType<typeof serveBuiltExample>>

beforeAll(async () => {
  browser = await openBrowser()
  mock = await startMockProviders()
  relay = await startOwnRelay(
    { openai: mock.url, anthropic: mock.url },
    {
      PUBLIC_FALLTHROUGH: 'true',
      ALLOWED_ORIGINS: 'http://localhost:*',
      ADDRESS_REQUESTS_PER_MINUTE: '1000000',
    },
  )
  example = await serveBuiltExample(relay.origin)
})
afterAll(async () => {
  await browser.close()
  example.close()
  await relay.stop()
  await mock.stop()
})

describe('the React example', () => {
  it('takes a key, streams an answer, finds both again after a reload, and deletes everything, with nothing in its console', async () => {
    const page = await browser.newPage()
    page.setDefaultTimeout(15_000)
    const said: string[] = []
    page.on('console', (message) => said.push(message.text()))
    page.on('pageerror', (error) => said.push(error.message))
    const key = canary('sk-ant-')
    const sent: string[] = []
    page.on('request', (request) => sent.push(request.postData() ?? ''))
    await page.goto(example.origin)
    await page.getByLabel('Provider').selectOption('anthropic')
    await page.getByLabel('API key').fill(key)
    await page.getByRole('button', { name: 'Store key' }).click()
    await page.getByRole('region', { name: 'anthropic' }).waitFor()
    expect(await page.getByLabel('API key').inputValue()).toBe('')
    await page.reload()
    await page.getByLabel('Question').fill('hello')
    await page.getByRole('button', { name: 'Ask' }).click()
    await page.locator('output', { hasText: 'Hello from the mock provider.' }).waitFor()
    await page.getByRole('button', { name: 'Delete everything' }).click()
    await page.getByRole('region', { name: 'anthropic' }).waitFor({ state: 'detached' })
    expect(said).toEqual([])
    expect(sent.join('\n')).not.toContain(key)
    await page.close()
  })
})
