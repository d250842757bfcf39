import {
  PUBLIC,
  SECRET,
  SESSION,
  TOKEN,
  app,
  everHeard,
  evil,
  forgeFrom,
  forged,
  heard,
  log,
  named,
  nonceOf,
  openFrame,
  page,
  relay,
  say,
  setUp,
  untilLogged,
  untilReceived,
} from './conversation.testing.js'

setUp()

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
