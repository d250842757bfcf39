import { gzipSync } from 'node:zlib'
import type { Browser } from 'playwright-core'
import { openBrowser } from '../../house/browser.js'
import { heading, signIn, visit } from '../../house/console.js'
import { addKey, makePerson } from '../../house/person.js'

// About what it is now; a library that slips into the first page is seen here.
const FIRST_LOAD_KB = 273

let browser: Browser
beforeAll(async () => {
  browser = await openBrowser()
})
afterAll(() => browser.close())

/** Counts how much of the page jumped while it loaded, as browsers measure it. */
const watchShifts = () => {
  let sum = 0
  new PerformanceObserver((list) => {
    for (const entry of list.getEntries()) sum += (entry as PerformanceEntry & { value: number }).value
    document.documentElement.dataset['shift'] = String(sum)
  }).observe({ type: 'layout-shift', buffered: true })
}

describe('the first load', () => {
  it('of the front page stays within its budget', async () => {
    const { page } = await visit(browser)
    const assets: Promise<Buffer>[] = []
    page.on('response', (response) => {
      if (/\.(?:js|css)$/.test(new URL(response.url()).pathname)) assets.push(response.body())
    })
    await page.goto('/', { waitUntil: 'networkidle' })
    const bodies = await Promise.all(assets)
    expect(bodies.length).toBeGreaterThan(1)
    const gzipped = bodies.reduce((sum, body) => sum + gzipSync(body).length, 0)
    expect(Math.round(gzipped / 1000)).toBeLessThanOrEqual(FIRST_LOAD_KB)
    await page.context().close()
  })

  it.each([
    ['/', 'Your API keys, used everywhere, handed to nobody', 1280],
    ['/', 'Your API keys, used everywhere, handed to nobody', 390],
    ['/vault', 'Vault', 1280],
  ])('of %s does not jump (%s, %i pixels wide)', async (path, title, width) => {
    const { page } = await visit(browser, { viewport: { width, height: 860 } })
    if (path === '/vault') {
      const person = await makePerson()
      await addKey(person, 'openai', 'sk-proj-of-nobody')
      await signIn(page, person)
      await heading(page, title)
    }
    await page.addInitScript(watchShifts)
    await page.goto(path, { waitUntil: 'networkidle' })
    await heading(page, title)
    expect(Number(await page.evaluate(() => document.documentElement.dataset['shift'] ?? '0'))).toBeLessThan(0.1)
    await page.context().close()
  })
})
