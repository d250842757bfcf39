import { join } from 'node:path'
import type { Browser, Frame, Page } from 'playwright-core'
import { build, launch, serveApp, serveRelay, type Site } from './stage.testing.js'

// What the pages of the stage put on their windows, for the functions below that run in the browser.
declare const window: Window & {
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
  OneRelay: { link(options: object): Promise<unknown> }
  outcome: Promise<unknown>
  isLoaded: boolean
}

const SESSION = 'a'.repeat(16)
const SECRET = 'b'.repeat(43)
const TOKEN = `1r_lt_${SESSION}_${SECRET}_${'c'.repeat(6)}`
const PUBLIC = {
  type: 'success',
  publicToken: '1r_pt_x',
  metadata: { connectionId: 'c1', providers: ['openai'], status: 'authorized' },
}

let built: ReturnType<typeof build>
let browser: Browser
let relay: Site
let evil: Site
let app: Site
let page: Page

beforeAll(async () => {
  built = build()
  ;[browser, relay, evil] = await Promise.all([launch(), serveRelay(), serveRelay()])
  app = await serveApp(join(built.folder, 'dist/index.js'), [relay.origin, evil.origin])
}, 60_000)
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

const make = (options: object = {}) =>
  page.evaluate((all) => void (window.handler = window.make(all)), {
    token: TOKEN,
    apiBaseUrl: relay.origin,
    ...options,
  })
/** Clicks the app's button and gives the frame of Link. */
const openFrame = async (options: object = {}): Promise<Frame> => {
  await make(options)
  await page.click('#open')
  return linkFrame()
}
const linkFrame = async (): Promise<Frame> => {
  const frame = await (await page.waitForSelector('dialog iframe')).contentFrame()
  await frame?.waitForFunction(() => typeof window.say === 'function')
  return frame as Frame
}
const say = (frame: Frame | Page, message: object) => frame.evaluate((one) => window.say(one), message)
const heard = (frame: Frame | Page) => frame.evaluate(() => window.heard)
const log = () => page.evaluate(() => window.log)
const named = async (kind: string) => (await log()).filter(([first]) => first === kind)
const untilLogged = (kind: string) => page.waitForFunction((one) => window.log.some(([first]) => first === one), kind)
const nonceOf = (frame: Frame) => new URLSearchParams(new URL(frame.url()).hash.slice(1)).get('nonce') ?? ''
/** Waits until the app's page has been given that many messages, believed or not. */
const untilReceived = (count: number) => page.waitForFunction((least) => window.received >= least, count)
/** All that the app's page ever posted into the frame: a marker is posted behind it, and messages of one window keep their order. */
const everHeard = async (frame: Frame) => {
  await page.evaluate(() => document.querySelector('iframe')?.contentWindow?.postMessage({ type: 'marker' }, '*'))
  await frame.waitForFunction(() => window.heard.at(-1)?.data['type'] === 'marker')
  return (await heard(frame)).slice(0, -1)
}
/** Adds a further frame to the app's page, and has it post to the app. */
const forgeFrom = async (origin: string, messages: object[]) => {
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
const forged = (nonce: string) =>
  [{ type: 'ready' }, PUBLIC, { type: 'exit' }, { type: 'event', name: 'LOGIN' }].map((message) => ({
    source: '1relay-link',
    nonce,
    ...message,
  }))

describe('the link token', () => {
  it('is in no address and reaches no server', async () => {
    const frame = await openFrame()
    expect(frame.url()).not.toContain(SECRET)
    expect(relay.seen).toEqual([`/link/${SESSION}`])
  })

  it('is not sent before Link says that it is ready', async () => {
    expect(await everHeard(await openFrame())).toEqual([])
  })

  it('is sent in answer to ready, with the nonce and the theme', async () => {
    const frame = await openFrame({ theme: 'dark' })
    await say(frame, { type: 'ready' })
    await frame.waitForFunction(() => window.heard.length > 0)
    const data = { source: '1relay-link', nonce: nonceOf(frame), type: 'init', token: TOKEN, theme: 'dark' }
    expect(await heard(frame)).toEqual([{ origin: app.origin, data }])
    expect(nonceOf(frame).length).toBeGreaterThanOrEqual(22)
  })

  it('never reaches a site to which the frame was led', async () => {
    const frame = await openFrame()
    const nonce = nonceOf(frame)
    await frame.goto(`${evil.origin}/link/x#nonce=${nonce}&origin=${encodeURIComponent(app.origin)}`)
    await say(frame, { type: 'ready' })
    await untilReceived(1)
    expect(await everHeard(frame)).toEqual([])
    expect(await log()).toEqual([])
  })

  it('is dropped by the browser if the frame was led away between ready and the answer', async () => {
    const frame = await openFrame()
    await page.evaluate(() => (window.isHolding = true))
    await say(frame, { type: 'ready' })
    await page.waitForFunction(() => window.held !== undefined)
    await frame.goto(`${evil.origin}/link/x`)
    await page.evaluate(() => {
      window.isHolding = false
      const { data, origin } = window.held as MessageEvent
      const source = document.querySelector('iframe')?.contentWindow ?? null
      window.dispatchEvent(new MessageEvent('message', { data, origin, source }))
    })
    await untilLogged('event')
    expect(await everHeard(frame)).toEqual([])
  })
})

describe('a message is ignored', () => {
  it('from another origin, even with the right nonce', async () => {
    const frame = await openFrame()
    await forgeFrom(evil.origin, forged(nonceOf(frame)))
    expect(await log()).toEqual([])
    expect(await everHeard(frame)).toEqual([])
  })

  it('from another window of the right origin, even with the right nonce', async () => {
    const frame = await openFrame()
    await forgeFrom(relay.origin, forged(nonceOf(frame)))
    expect(await log()).toEqual([])
    expect(await everHeard(frame)).toEqual([])
  })

  it('from the page itself, even with the right nonce', async () => {
    const frame = await openFrame()
    await page.evaluate((all) => all.forEach((one) => window.postMessage(one, '*')), forged(nonceOf(frame)))
    await untilReceived(4)
    expect(await log()).toEqual([])
    expect(await everHeard(frame)).toEqual([])
  })

  it('from Link itself with the nonce of another opening', async () => {
    const frame = await openFrame()
    await frame.evaluate((all) => all.forEach((one) => window.parent.postMessage(one, '*')), forged('0'.repeat(32)))
    await untilReceived(4)
    expect(await log()).toEqual([])
    expect(await everHeard(frame)).toEqual([])
  })
})

describe('success', () => {
  it('is reported once, after the frame is gone, and never followed by an exit', async () => {
    const frame = await openFrame()
    await say(frame, { type: 'ready' })
    await frame.evaluate((success) => {
      window.say(success)
      window.say(success)
      window.say({ type: 'exit', error: null })
    }, PUBLIC)
    await untilLogged('success')
    await page.evaluate(() => window.handler.exit())
    const metadata = { ...PUBLIC.metadata, linkSessionId: SESSION, budget: null }
    expect(await named('success')).toEqual([['success', { publicToken: '1r_pt_x', metadata }]])
    expect(await named('exit')).toEqual([])
    expect((await named('event')).map(([, name]) => name)).toEqual(['OPEN', 'HANDOFF'])
    expect(await page.locator('dialog, iframe').count()).toBe(0)
  })

  it('uses the token up: opening again says so', async () => {
    const frame = await openFrame()
    await say(frame, PUBLIC)
    await untilLogged('success')
    await page.click('#open')
    expect(await named('exit')).toMatchObject([['exit', { code: 'link_session_used' }, { linkSessionId: SESSION }]])
  })
})

const expectRestored = async () => {
  expect(await page.locator('dialog, iframe').count()).toBe(0)
  expect(await page.evaluate(() => document.activeElement?.id)).toBe('open')
  expect(await page.evaluate(() => document.documentElement.style.overflow)).toBe('')
}

describe('leaving', () => {
  it('by Esc closes even a Link that never answered, and gives the focus back', async () => {
    await openFrame()
    // Otherwise the key goes to Link, whose own business it is then.
    await page.evaluate(() => document.querySelector('iframe')?.blur())
    await page.keyboard.press('Escape')
    await untilLogged('exit')
    expect(await named('exit')).toMatchObject([['exit', null, { linkSessionId: SESSION, status: 'opened' }]])
    await expectRestored()
  })

  it('asks Link first, and reports what it says', async () => {
    const frame = await openFrame()
    await say(frame, { type: 'ready' })
    await untilLogged('event')
    await page.evaluate(() => window.handler.exit())
    await frame.waitForFunction(() => window.heard.at(-1)?.data['type'] === 'close')
    await say(frame, { type: 'exit', error: null, metadata: { status: 'failed' } })
    await untilLogged('exit')
    expect(await named('exit')).toMatchObject([['exit', null, { status: 'failed' }]])
    await expectRestored()
  })

  it('happens anyway if Link does not answer', async () => {
    const frame = await openFrame()
    await say(frame, { type: 'ready' })
    await untilLogged('event')
    await page.evaluate(() => window.handler.exit())
    await untilLogged('exit')
    await expectRestored()
  })

  it('by Link itself hands on its error', async () => {
    const frame = await openFrame()
    const error = {
      type: 'conflict_error',
      code: 'link_session_expired',
      message: 'm',
      displayMessage: 'd',
      requestId: 'r',
    }
    await say(frame, { type: 'exit', error })
    await untilLogged('exit')
    expect(await named('exit')).toMatchObject([['exit', error, { linkSessionId: SESSION }]])
    await expectRestored()
  })

  it('by destroy() calls nothing back', async () => {
    await openFrame()
    await page.evaluate(() => window.handler.destroy())
    await page.evaluate(() => window.handler.open())
    expect(await log()).toEqual([])
    await expectRestored()
  })

  it('when Link does not appear reports link_unavailable', async () => {
    await make({ readyTimeoutMs: 30 })
    await page.click('#open')
    await untilLogged('exit')
    expect(await named('exit')).toMatchObject([['exit', { code: 'link_unavailable' }, { linkSessionId: SESSION }]])
    await expectRestored()
  })

  it('lets the person open it again, under a new nonce', async () => {
    const first = nonceOf(await openFrame())
    await page.evaluate(() => window.handler.exit({ force: true }))
    await page.click('#open')
    expect(nonceOf(await linkFrame())).not.toBe(first)
  })
})

describe('the modal', () => {
  it('opens once, however often it is asked to', async () => {
    await openFrame()
    await page.evaluate(() => window.handler.open())
    expect(await page.locator('dialog').count()).toBe(1)
    const other = { token: TOKEN, apiBaseUrl: relay.origin }
    await page.evaluate((options) => void (window.other = window.make(options)), other)
    await page.evaluate(() => window.other.open())
    expect(await page.locator('dialog').count()).toBe(1)
    expect(await named('exit')).toMatchObject([['exit', { code: 'already_open' }, { linkSessionId: SESSION }]])
  })

  it('has a name, the focus and the whole page, whose rest is inert', async () => {
    const frame = await openFrame()
    const dialog = page.getByRole('dialog', { name: '1Relay Link' })
    expect(await dialog.evaluate((element) => element.matches(':modal'))).toBe(true)
    expect(await page.evaluate(() => document.activeElement?.getAttribute('title'))).toBe('1Relay Link')
    const box = await page.locator('dialog iframe').boundingBox()
    expect(box).toEqual({ x: 0, y: 0, ...page.viewportSize() })
    expect(await page.evaluate(() => document.documentElement.style.overflow)).toBe('hidden')
    await page.keyboard.press('Tab')
    expect(await frame.evaluate(() => document.activeElement?.textContent)).toBe('in')
    expect(await page.evaluate(() => document.elementFromPoint(10, 10)?.tagName)).toBe('IFRAME')
  })

  it('needs no exception from a strict Content-Security-Policy', async () => {
    await openFrame()
    expect(await page.evaluate(() => window.violations)).toEqual([])
  })

  it('lets Link ask for passkeys', async () => {
    await openFrame()
    expect(await page.locator('dialog iframe').getAttribute('allow')).toContain('publickey-credentials-get')
  })
})

describe('a window', () => {
  const openWindow = async () => {
    await make({ mode: 'window' })
    const [popup] = await Promise.all([page.waitForEvent('popup'), page.click('#open')])
    await popup.waitForFunction(() => typeof window.say === 'function')
    return popup
  }

  it('that the browser blocks is reported at once', async () => {
    await page.evaluate(() => {
      window.open = () => null
    })
    await make({ mode: 'window' })
    await page.click('#open')
    expect(await named('exit')).toMatchObject([['exit', { code: 'popup_blocked' }, { linkSessionId: SESSION }]])
    await page.click('#open')
    expect(await named('exit')).toHaveLength(2)
  })

  it('that the person closes is an exit', async () => {
    const popup = await openWindow()
    await say(popup, { type: 'ready' })
    await untilLogged('event')
    await popup.close()
    await untilLogged('exit')
    expect(await named('exit')).toMatchObject([['exit', null, { linkSessionId: SESSION }]])
  })

  it('gets the token, and is closed when it has succeeded', async () => {
    const popup = await openWindow()
    expect(popup.url()).toContain('mode=window')
    expect(popup.url()).not.toContain(SECRET)
    await say(popup, { type: 'ready' })
    await popup.waitForFunction(() => window.heard.length > 0)
    expect(await heard(popup)).toMatchObject([{ origin: app.origin, data: { type: 'init', token: TOKEN } }])
    const closed = popup.waitForEvent('close')
    await popup.evaluate((success) => setTimeout(() => window.say(success)), PUBLIC)
    await closed
    expect(await named('success')).toHaveLength(1)
  })
})

describe('OneRelay.link', () => {
  it('resolves with how it ended', async () => {
    const settings = { token: TOKEN, apiBaseUrl: relay.origin }
    await page.evaluate((all) => void (window.outcome = window.OneRelay.link(all)), settings)
    await say(await linkFrame(), PUBLIC)
    expect(await page.evaluate(() => window.outcome)).toMatchObject({ outcome: 'success', publicToken: '1r_pt_x' })
  })
})
