import { join } from 'node:path'
import type { Browser, Frame, Page } from 'playwright-core'
import { build, launch, serveApp, serveRelay, type Site } from './stage.testing.js'

// What the pages of the stage put on their windows, for the functions below that run in the browser.
declare global {
  interface Window {
    log: unknown[][]
    violations: string[]
    received: number
    isHolding: boolean
    held: MessageEvent | undefined
    heard: { origin: string; data: Record<string, unknown> }[]
    handler: { open(): void; exit(options?: object): void; destroy(): void }
    other: { open(): void }
    make: (options: object) => never
    say: (message: object) => void
    OneRelay: { link(options: object): Promise<unknown>; resume(): unknown }
    outcome: Promise<unknown>
    isLoaded: boolean
  }
}

export const SESSION = 'a'.repeat(16)
export const SECRET = 'b'.repeat(43)
export const TOKEN = `1r_lt_${SESSION}_${SECRET}_${'c'.repeat(6)}`
export const PUBLIC = {
  type: 'success',
  publicToken: '1r_pt_x',
  metadata: { connectionId: 'c1', providers: ['openai'], status: 'authorized' },
}

let built: ReturnType<typeof build>
let browser: Browser
export let relay: Site
export let evil: Site
export let app: Site
export let page: Page

/** Builds the package, starts browser and sites, and gives every test a fresh page of the app. */
export const setUp = (): void => {
  jest.setTimeout(60_000)
  beforeAll(async () => {
    built = build()
    ;[browser, relay, evil] = await Promise.all([launch(), serveRelay(), serveRelay()])
    app = await serveApp(join(built.folder, 'dist/index.js'), [relay.origin, evil.origin])
  })
  afterAll(async () => {
    await browser.close()
    await Promise.all([relay.stop(), evil.stop(), app.stop()])
    built.remove()
  })
  beforeEach(async () => {
    page = await browser.newPage()
    relay.seen.length = evil.seen.length = 0
    await page.goto(app.origin)
    await page.waitForFunction(() => window.isLoaded)
  })
  afterEach(() => page.close())
}

export const make = (options: object = {}) =>
  page.evaluate((all) => void (window.handler = window.make(all)), {
    token: TOKEN,
    apiBaseUrl: relay.origin,
    ...options,
  })
/** Clicks the app's button and gives the frame of Link. */
export const openFrame = async (options: object = {}): Promise<Frame> => {
  await make(options)
  await page.click('#open')
  return linkFrame()
}
export const linkFrame = async (): Promise<Frame> => {
  const frame = await (await page.waitForSelector('dialog iframe')).contentFrame()
  await frame?.waitForFunction(() => typeof window.say === 'function')
  return frame as Frame
}
export const say = (frame: Frame | Page, message: object) => frame.evaluate((one) => window.say(one), message)
export const heard = (frame: Frame | Page) => frame.evaluate(() => window.heard)
export const log = () => page.evaluate(() => window.log)
export const named = async (kind: string) => (await log()).filter(([first]) => first === kind)
export const untilLogged = (kind: string) =>
  page.waitForFunction((one) => window.log.some(([first]) => first === one), kind)
export const nonceOf = (frame: Frame) => new URLSearchParams(new URL(frame.url()).hash.slice(1)).get('nonce') ?? ''
/** Waits until the app's page has been given that many messages, believed or not. */
export const untilReceived = (count: number) => page.waitForFunction((least) => window.received >= least, count)
/** All that the app's page ever posted into the frame: a marker is posted behind it, and messages of one window keep their order. */
export const everHeard = async (frame: Frame) => {
  await page.evaluate(() => document.querySelector('iframe')?.contentWindow?.postMessage({ type: 'marker' }, '*'))
  await frame.waitForFunction(() => window.heard.at(-1)?.data['type'] === 'marker')
  return (await heard(frame)).slice(0, -1)
}
/** Adds a further frame to the app's page, and has it post to the app. */
export const forgeFrom = async (origin: string, messages: object[]) => {
  await page.evaluate((src) => {
    const frame = document.createElement('iframe')
    frame.id = 'forger'
    frame.src = src
    document.body.append(frame)
  }, `${origin}/link/forger`)
  const forger = await (await page.waitForSelector('#forger', { state: 'attached' })).contentFrame()
  await forger?.waitForFunction(() => typeof window.say === 'function')
  await forger?.evaluate((all) => all.forEach((one) => window.parent.postMessage(one, '*')), messages)
  await untilReceived(messages.length)
}
export const forged = (nonce: string) =>
  [{ type: 'ready' }, PUBLIC, { type: 'exit' }, { type: 'event', name: 'LOGIN' }].map((message) => ({
    source: '1relay-link',
    nonce,
    ...message,
  }))
