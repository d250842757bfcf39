import { spawnSync } from 'node:child_process'
import { createRequire } from 'node:module'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { LLMock } from '@copilotkit/aimock'
import type { Browser } from 'playwright-core'
import { serveAppPage, type AppPage } from '../house/browser-app-page.js'
import { openBrowser } from '../house/browser.js'
import { startMockProviders } from '../house/mock-providers.js'
import { startOwnRelay, type OwnRelay } from '../house/own-relay.js'

// A checkout of byok-relay: its packages are in no registry that this project is built from. Its client is run as it is.
const checkout = process.env['BYOK_RELAY_CHECKOUT']
const HELLO = 'Hello from the mock provider.'

/** The part of byok-relay's client that is used here. */
interface OriginalClient {
  storeKey(provider: string, key: string): Promise<{ ok: boolean; provider: string }>
  listKeys(): Promise<string[]>
  deleteKey(provider: string): Promise<void>
  deleteAccount(): Promise<void>
  getToken(): string | null
  streamChat(options: object): Promise<string>
  chat(options: object): Promise<string>
  relayRequest(options: object): Promise<{ choices: { message: { content: string } }[] }>
  health(): Promise<{ ok: boolean }>
  getModels(): Promise<{ providers: string[] }>
}
type Create = (options: { relayUrl: string; appId: string }) => OriginalClient

/** Everything that the client can do, told as it went. Runs in Node and in a page. */
const liveThrough = async (create: Create, relayUrl: string) => {
  const client = create({ relayUrl, appId: `app-${Math.random()}` })
  const messages = [{ role: 'user', content: 'hello' }]
  const chunks: string[] = []
  const onChunk = (text: string): void => void chunks.push(text)
  const before = await client.listKeys()
  const stored = await client.storeKey('openai', 'sk-proj-of-the-original-client')
  await client.storeKey('anthropic', 'sk-ant-of-the-original-client')
  const texts = [
    await client.streamChat({ provider: 'openai', model: 'gpt-4o', messages, onChunk }),
    await client.streamChat({ provider: 'anthropic', model: 'claude-haiku-4-5', messages, onChunk }),
    await client.chat({ model: 'openai/gpt-4o', messages, onChunk }),
    await client.chat({ model: 'claude-haiku-4-5', messages, onChunk }),
  ]
  const path = '/v1/chat/completions'
  const whole = await client.relayRequest({ provider: 'openai', path, body: { model: 'gpt-4o', messages } })
  const listed = await client.listKeys()
  await client.deleteKey('openai')
  const refusal = await client
    .relayRequest({ provider: 'openai', path, body: {} })
    .catch((error: Error) => error.message)
  const left = await client.listKeys()
  const { ok } = await client.health()
  const { providers } = await client.getModels()
  await client.deleteAccount()
  const isKnown = client.getToken() !== null
  const text = whole.choices[0]?.message.content
  return { before, stored, texts, text, listed, refusal, left, ok, providers, isKnown, chunks: chunks.length }
}

const lived = {
  before: [],
  stored: { ok: true, provider: 'openai' },
  texts: [HELLO, HELLO, HELLO, HELLO],
  text: HELLO,
  listed: ['openai', 'anthropic'],
  refusal: 'No API key stored for this provider. POST /keys/:provider first.',
  left: ['anthropic'],
  ok: true,
  isKnown: false,
}

;(checkout === undefined ? describe.skip : describe)('byok-relay’s own client, unchanged', () => {
  let mock: LLMock
  let relay: OwnRelay
  let app: AppPage
  let browser: Browser
  const source = join(checkout ?? '', 'packages/client/src/index.js')
  beforeAll(async () => {
    mock = await startMockProviders()
    app = await serveAppPage()
    browser = await openBrowser()
    relay = await startOwnRelay(Object.fromEntries(['openai', 'anthropic'].map((slug) => [slug, mock.url])), {
      PUBLIC_FALLTHROUGH: 'true',
      ALLOWED_ORIGINS: 'http://localhost:*',
      ADDRESS_REQUESTS_PER_MINUTE: '1000000',
    })
  })
  afterAll(async () => {
    await browser.close()
    app.close()
    await relay.stop()
    await mock.stop()
  })

  it('does everything that it can in Node', async () => {
    const { createClient } = createRequire(__filename)(source) as { createClient: Create }
    const told = await liveThrough(createClient, relay.origin)
    expect(told).toMatchObject(lived)
    expect(told.chunks).toBeGreaterThan(7)
    expect(told.providers).toContain('openai')
  })

  it('does everything that it can in a page of another origin, with nothing but the one refusal in its console', async () => {
    const folder = mkdtempSync(join(tmpdir(), '1relay-original-'))
    const bundle = join(folder, 'client.js')
    const args = ['esbuild', source, '--bundle', '--format=iife', '--global-name=original', `--outfile=${bundle}`]
    expect(spawnSync('npx', args, { encoding: 'utf8' })).toMatchObject({ status: 0 })
    const page = await browser.newPage()
    const said: string[] = []
    page.on('console', (message) => said.push(message.text()))
    page.on('pageerror', (error) => said.push(error.message))
    await page.goto(app.origin)
    await page.addScriptTag({ content: readFileSync(bundle, 'utf8') })
    const run = `(${liveThrough.toString()})(original.createClient, ${JSON.stringify(relay.origin)})`
    const told = await page.evaluate<Awaited<ReturnType<typeof liveThrough>>>(run)
    expect(told).toMatchObject(lived)
    expect(said).toEqual([expect.stringContaining('400 (Bad Request)')])
    await page.close()
    rmSync(folder, { recursive: true, force: true })
  })
})
