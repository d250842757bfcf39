import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Browser, Frame, Page } from 'playwright-core'
import { launch, serveRelay, type Site } from '../../link/test/stage.testing.js'

// Of the stand-in for Link.
declare global {
  interface Window {
    say: (message: object) => void
  }
}

jest.setTimeout(60_000)

const project = join(__dirname, '..')
const TOKEN = `1r_lt_${'a'.repeat(16)}_${'b'.repeat(43)}_${'c'.repeat(6)}`
const OTHER_TOKEN = TOKEN.replace('aaaa', 'dddd')
const HTML =
  '<!doctype html><html lang="en"><title>t</title><div id="root"></div><script type="module" src="/page.js"></script></html>'

let browser: Browser
let relay: Site
let server: Server
let folder: string
let page: Page
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), '1relay-react-'))
  const tsup = join(project, '../../node_modules/.bin/tsup')
  const options = ['--config', 'page.tsup.config.ts', '--out-dir', folder, '--silent']
  execFileSync(tsup, options, { cwd: project, stdio: 'pipe' })
  const script = readFileSync(join(folder, 'page.js'), 'utf8')
  server = createServer((request, response) => {
    const isScript = request.url === '/page.js'
    response.setHeader('content-type', isScript ? 'text/javascript' : 'text/html')
    response.end(isScript ? script : HTML)
  }).listen(0, '127.0.0.1')
  ;[browser, relay] = await Promise.all([launch(), serveRelay()])
})
afterAll(async () => {
  await browser.close()
  await relay.stop()
  server.closeAllConnections()
  await new Promise((resolve) => server.close(resolve))
  rmSync(folder, { recursive: true, force: true })
})
beforeEach(async () => {
  page = await browser.newPage()
  await page.goto(`http://localhost:${(server.address() as AddressInfo).port}`)
  await page.getByText('nothing').waitFor()
})
afterEach(() => page.close())

const show = (props: { token?: string | null; name?: string; isGone?: boolean }) =>
  page.evaluate((all) => window.show(all as never), { token: TOKEN, apiBaseUrl: relay.origin, ...props })
const log = () => page.evaluate(() => window.log)
const openLink = async (): Promise<Frame> => {
  await page.click('#open')
  const frame = (await (await page.waitForSelector('dialog iframe')).contentFrame()) as Frame
  await frame.waitForFunction(() => typeof window.say === 'function')
  return frame
}
const say = (frame: Frame, message: object) => frame.evaluate((one) => window.say(one), message)

describe('useOneRelayLink', () => {
  it('opens nothing while there is no token', async () => {
    await show({ token: null })
    await page.getByText('waiting').waitFor()
    await page.click('#open')
    expect(await page.locator('dialog').count()).toBe(0)
  })

  it('opens one Link in StrictMode, and tells each thing once', async () => {
    await show({})
    await page.getByText('ready').waitFor()
    const frame = await openLink()
    expect(await page.locator('dialog iframe').count()).toBe(1)
    await say(frame, { type: 'ready' })
    await say(frame, { type: 'success', publicToken: '1r_pt_x' })
    await page.waitForFunction(() => window.log.some(([, what]) => what === 'success'))
    expect(await log()).toEqual([
      ['first', 'OPEN'],
      ['first', 'load'],
      ['first', 'HANDOFF'],
      ['first', 'success', '1r_pt_x'],
    ])
  })

  it('calls back into the newest render', async () => {
    await show({})
    const frame = await openLink()
    await show({ name: 'second' })
    await say(frame, { type: 'exit', error: null })
    await page.waitForFunction(() => window.log.some(([, what]) => what === 'exit'))
    expect((await log()).at(-1)).toEqual(['second', 'exit', null])
  })

  it('makes a new handler for a new token, and takes the old Link away without a word', async () => {
    await show({})
    await openLink()
    await show({ token: OTHER_TOKEN })
    await page.locator('dialog').waitFor({ state: 'detached' })
    expect(await log()).toEqual([])
    expect((await openLink()).url()).toContain(`/link/${'d'.repeat(4)}`)
  })

  it('takes Link away with the component', async () => {
    await show({})
    await openLink()
    await show({ isGone: true })
    await page.locator('dialog').waitFor({ state: 'detached' })
    expect(await log()).toEqual([])
  })

  it('shows why Link closed until it is opened again', async () => {
    await show({})
    const frame = await openLink()
    await say(frame, {
      type: 'exit',
      error: { type: 't', code: 'link_session_expired', message: 'm', displayMessage: 'd', requestId: null },
    })
    await page.locator('output', { hasText: 'link_session_expired' }).waitFor()
    await openLink()
    await page.locator('output', { hasText: 'none' }).waitFor()
  })

  it('can close Link itself', async () => {
    await show({})
    await openLink()
    await page.evaluate(() => document.getElementById('exit')?.click())
    await page.waitForFunction(() => window.log.some(([, what]) => what === 'exit'))
    expect(await page.locator('dialog').count()).toBe(0)
  })
})
