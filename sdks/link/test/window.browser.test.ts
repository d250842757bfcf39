import {
  heard,
  linkFrame,
  log,
  named,
  openFrame,
  page,
  PUBLIC,
  relay,
  say,
  setUp,
  TOKEN,
  untilLogged,
} from './conversation.testing.js'

setUp()

describe('a frame that asks for a window', () => {
  const askForWindow = async () => {
    const frame = await openFrame()
    await say(frame, { type: 'ready' })
    await page.waitForFunction(() => window.log.length > 0)
    return frame
  }

  it('is told when the browser refuses, and stays', async () => {
    const frame = await askForWindow()
    await page.evaluate(() => (window.open = () => null))
    await say(frame, { type: 'window' })
    await frame.waitForFunction(() => window.heard.at(-1)?.data['type'] === 'blocked')
    expect(await page.locator('dialog iframe').count()).toBe(1)
    await say(frame, PUBLIC)
    await untilLogged('success')
  })

  it('is replaced by one, which gets the token anew and ends as the frame would have', async () => {
    const frame = await askForWindow()
    await frame.evaluate(() => {
      const button = document.querySelector('button')
      if (button) button.onclick = () => window.say({ type: 'window' })
    })
    const popup = page.waitForEvent('popup')
    await frame.click('button')
    const opened = await popup
    await opened.waitForFunction(() => typeof window.say === 'function')
    expect(await page.locator('dialog, iframe').count()).toBe(0)
    expect(new URL(opened.url()).hash).toContain('mode=window')
    await say(opened, { type: 'ready' })
    await opened.waitForFunction(() => window.heard.length > 0)
    expect((await heard(opened))[0]?.data).toMatchObject({ type: 'init', token: TOKEN })
    await say(opened, PUBLIC)
    await untilLogged('success')
    expect((await named('event')).map(([, name]) => name)).toEqual(['OPEN', 'HANDOFF'])
  })
})

describe('events', () => {
  it('say where, when and about which request; only what lasts is in the metadata of the end', async () => {
    const frame = await openFrame()
    await say(frame, { type: 'ready' })
    const occasion = {
      viewName: 'sign_in',
      timestamp: '2026-11-21T12:00:00.000Z',
      requestId: 'r1',
      errorCode: 'network',
    }
    await say(frame, { type: 'event', name: 'ERROR', metadata: { ...occasion, status: 'opened' } })
    await say(frame, { type: 'exit', error: null })
    await untilLogged('exit')
    const events = await named('event')
    expect(events[0]?.[2]).toMatchObject({ viewName: null, requestId: null, timestamp: expect.stringMatching(/Z$/) })
    expect(events[1]).toMatchObject(['event', 'ERROR', occasion])
    expect((await named('exit'))[0]?.[2]).not.toHaveProperty('errorCode')
  })

  it('are preceded by onLoad, once', async () => {
    await page.evaluate(
      (all) => {
        window.handler = window.make({ ...all, onLoad: () => window.log.push(['load']) })
      },
      { token: TOKEN, apiBaseUrl: relay.origin },
    )
    await page.click('#open')
    const frame = await linkFrame()
    await say(frame, { type: 'ready' })
    await say(frame, { type: 'ready' })
    await say(frame, { type: 'exit' })
    await untilLogged('exit')
    expect((await log()).filter(([kind]) => kind === 'load')).toHaveLength(1)
  })
})
