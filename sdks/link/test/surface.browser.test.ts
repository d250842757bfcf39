import {
  PUBLIC,
  SECRET,
  SESSION,
  TOKEN,
  app,
  heard,
  linkFrame,
  log,
  make,
  named,
  nonceOf,
  openFrame,
  page,
  relay,
  say,
  setUp,
  untilLogged,
} from './conversation.testing.js'

setUp()

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
