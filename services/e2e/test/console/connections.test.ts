import { once } from 'node:events'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Browser, Page } from 'playwright-core'
import { openBrowser } from '../../house/browser.js'
import { fill, heading, press, signIn, visit, type Visit } from '../../house/console.js'
import { type OwnRelay, startOwnRelay } from '../../house/own-relay.js'
import { chat, type Scene, setScene } from '../../house/scene.js'

let browser: Browser
let scene: Scene
let tab: Visit
let page: Page
let relay: OwnRelay
let upstream: Server

/** A provider that begins to answer and never ends. */
const serveEndless = async (): Promise<Server> => {
  const server = createServer((request, response) => {
    request.resume()
    response.writeHead(200, { 'content-type': 'text/event-stream' })
    response.write('data: {"choices":[{"index":0,"delta":{"content":"one"}}]}\n\n')
  })
  await once(server.listen(0, '127.0.0.1'), 'listening')
  return server
}

beforeAll(async () => {
  upstream = await serveEndless()
  relay = await startOwnRelay({ openai: `http://127.0.0.1:${(upstream.address() as AddressInfo).port}` })
  browser = await openBrowser()
  scene = await setScene()
  tab = await visit(browser)
  page = tab.page
})
afterAll(async () => {
  await browser.close()
  upstream.closeAllConnections()
  upstream.close()
  await relay.stop()
})

describe('connections', () => {
  it('are listed with their providers and budgets', async () => {
    await signIn(page, scene.person, '/connections')
    await heading(page, 'Connections')
    const card = page.getByRole('listitem').filter({ has: page.getByRole('link', { name: 'Letter Writer' }) })
    await card.getByText('OpenAI, Anthropic').waitFor()
    expect(await card.getByRole('meter').count()).toBe(2)
    await card.getByRole('link').click()
    await heading(page, 'Letter Writer')
    await page.getByRole('meter', { name: 'Spent a month' }).waitFor()
    expect(await page.getByRole('meter', { name: 'Spent a month' }).getAttribute('aria-valuetext')).toMatch(
      /^\$0\.0\d+ of \$10$/,
    )
  })

  it('refuse an amount that is none, and keep what was typed', async () => {
    await press(page, 'Change')
    await fill(page, 'A month', 'much')
    await press(page, 'Save')
    await page.locator('[aria-invalid=true]').waitFor()
    expect(await page.getByRole('textbox', { name: 'A month' }).inputValue()).toBe('much')
  })

  it('have their new limits in force at the next request', async () => {
    expect((await chat(scene.accessToken)).status).toBe(200)
    await fill(page, 'A month', '10')
    await fill(page, 'In total', '0.01')
    await fill(page, 'Requests a minute', '')
    await press(page, 'Save')
    await page.getByRole('dialog').waitFor({ state: 'detached' })
    await page.getByRole('meter', { name: 'Spent in total' }).waitFor()
    const answer = await chat(scene.accessToken, { model: 'anthropic/claude-sonnet-4-5', max_tokens: 100_000 })
    expect([answer.status, answer.body.error?.code]).toEqual([402, 'budget_exceeded'])
  })

  it('show a call as it happens', async () => {
    await page.getByText('Live', { exact: true }).waitFor()
    const calls = page.getByRole('button', { name: /details of gpt-4\.1-nano/ })
    expect(await calls.count()).toBe(0)
    await chat(scene.accessToken, { model: 'openai/gpt-4.1-nano' })
    await calls.first().waitFor()
  })

  it('end at once when they are revoked: the open stream is cut, and the next call refused', async () => {
    const stream = await fetch(`${relay.origin}/v1/proxy/chat/completions`, {
      method: 'POST',
      headers: { authorization: `Bearer ${scene.accessToken}`, 'content-type': 'application/json' },
      body: JSON.stringify({
        model: 'openai/gpt-4o-mini',
        messages: [{ role: 'user', content: 'hello' }],
        max_tokens: 20,
        stream: true,
      }),
    })
    expect(stream.status).toBe(200)
    await press(page, 'Revoke')
    await page.getByRole('dialog').getByRole('button', { name: 'Revoke', exact: true }).click()
    await page.getByRole('dialog').waitFor({ state: 'detached' })
    // It ends by itself: the provider never would.
    expect(await stream.text().catch(() => 'broken off')).not.toContain('[DONE]')
    expect((await chat(scene.accessToken)).status).toBe(401)
    await page.getByText('Revoked', { exact: true }).first().waitFor()
    expect(await page.getByRole('button', { name: 'Change', exact: true }).count()).toBe(0)
    await page.goto('/connections')
    await page.getByRole('link', { name: 'Night Summary' }).waitFor()
    expect(await page.getByRole('link', { name: 'Letter Writer' }).count()).toBe(0)
  })

  it('are ended in every tab that shows them, whoever ends them', async () => {
    await page.getByRole('link', { name: 'Night Summary' }).click()
    await heading(page, 'Night Summary')
    await page.getByText('Live', { exact: true }).waitFor()
    const other = await page.context().newPage()
    await other.goto(page.url())
    await other.getByRole('button', { name: 'Revoke' }).click()
    await other.getByRole('dialog').getByRole('button', { name: 'Revoke', exact: true }).click()
    await page.getByRole('button', { name: 'Revoke' }).waitFor({ state: 'detached' })
    await page.getByText('Revoked', { exact: true }).first().waitFor()
    expect(tab.problems).toEqual([])
  })
})
