import axe from 'axe-core'
import { type Browser, chromium, type Page } from 'playwright-core'
import { flags } from './browser.js'
import { type HostPage, startHostPage } from './host-page.js'
import { type RunningHouse, startHouse } from './house.js'
import { askForAccess } from './link-session.js'
import {
  accountPassword,
  heading,
  type Look,
  masterPassword,
  type Opened,
  openSession,
  press,
  secretKey,
} from './walk.js'

jest.setTimeout(180_000)

let house: RunningHouse
let host: HostPage
let browser: Browser
beforeAll(async () => {
  ;[house, host] = await Promise.all([startHouse(), startHostPage()])
  browser = await chromium.launch(flags())
})
afterAll(async () => {
  await browser?.close()
  await Promise.all([house?.stop(), host?.stop()])
})

const asHouse = () => ({ browser, base: house.origin, hostOrigin: host.origin })
const requestedProviders = ['openai', 'anthropic', 'google']
const ask = () => askForAccess(house.origin, { origins: [host.origin], requestedProviders, models: ['gpt-4o*'] })

/** What axe finds on the screen: serious and critical ones, each with where. */
const violations = async (page: Page): Promise<string[]> => {
  const frame = await (await page.$('iframe[title="Link"]'))?.contentFrame()
  if (!frame) throw new Error('Link is not on the page')
  if (!(await frame.evaluate(() => 'axe' in window))) await frame.evaluate(axe.source)
  const { violations: found } = await frame.evaluate(() => (window as unknown as { axe: typeof axe }).axe.run())
  return found
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .map(({ id, nodes }) => `${id}: ${nodes.map(({ target }) => target.join(' ')).join(', ')}`)
}

/** Walks the whole way and stops at every screen. */
const walk = async (opened: Opened, look: (screen: string) => Promise<void>): Promise<void> => {
  const { link } = opened
  const fill = (label: string, text: string) => link.getByLabel(label, { exact: true }).fill(text)
  await heading(link, 'Sign in to 1Relay').waitFor()
  await look('sign in')
  await press(link, 'Sign in')
  await link.getByText('Enter an e-mail address').waitFor()
  await look('sign in, refused')
  await press(link, 'Create an account')
  await look('register')
  await fill('E-mail', opened.email)
  await fill('Account password', accountPassword)
  await press(link, 'Create account')
  await heading(link, 'Create your vault').waitFor()
  await look('vault')
  await fill('Master password', masterPassword)
  await fill('Repeat master password', masterPassword)
  await press(link, 'Create vault')
  await heading(link, 'Save your recovery code').waitFor()
  await look('recovery code')
  await link.getByLabel('I saved my recovery code').check()
  await press(link, 'Continue')
  await heading(link, 'Choose keys to share').waitFor()
  await look('keys')
  await fill('OpenAI key', 'sk-refused2f1c9d7e5b0a4f6e8d')
  await press(link, 'Save OpenAI key')
  await link.getByText('OpenAI refuses this key').waitFor()
  await look('key refused')
  await fill('OpenAI key', secretKey)
  await press(link, 'Save OpenAI key')
  await link.getByText('OpenAI accepts this key').waitFor()
  await link.getByRole('radio', { name: 'Don’t share Anthropic' }).check()
  await look('key works')
  await press(link, 'Continue')
  await heading(link, 'Set a budget').waitFor()
  await look('budget')
  await link.getByLabel('No monthly cap').check()
  await look('no cap')
  await press(link, 'Continue')
  await heading(link, 'Review and approve').waitFor()
  await look('review')
  await press(link, 'Close Link')
  await link.getByRole('dialog').waitFor()
  await look('leave?')
  await press(link, 'Stay')
  await press(link, 'Approve')
  await heading(link, 'Connected').waitFor()
  await look('connected')
}

const desktop = { width: 1100, height: 860 }
const phone = { width: 390, height: 844 }
const looks: [string, Look][] = [
  ['desktop, light', { viewport: desktop, theme: 'light' }],
  ['desktop, dark', { viewport: desktop, theme: 'dark' }],
  ['phone, light', { viewport: phone, theme: 'light' }],
  ['phone, dark', { viewport: phone, theme: 'dark' }],
]

describe.each(looks)('every screen, %s', (_, look) => {
  it('has no serious accessibility violation, nothing wider than the window, and nothing on the console', async () => {
    const opened = await openSession(asHouse(), await ask(), look)
    const found: string[] = []
    await walk(opened, async (screen) => {
      found.push(...(await violations(opened.page)).map((violation) => `${screen}: ${violation}`))
      const overflow = await opened.link
        .locator('main')
        .evaluate((main) => [main.scrollWidth - main.clientWidth, document.body.scrollWidth - innerWidth])
      if (overflow.some((pixels) => pixels > 0)) found.push(`${screen}: ${overflow.join()} pixels too wide`)
    })
    expect(found).toEqual([])
    // A refused key answers 401, which Chromium writes down.
    expect(opened.problems.filter((problem) => !problem.includes('status of 401'))).toEqual([])
    await opened.page.context().close()
  })
})

describe('the sheet', () => {
  it('stays where it is from the first screen to the last: header, main button and foot do not move', async () => {
    const opened = await openSession(asHouse(), await ask(), { viewport: desktop })
    const seen = new Set<string>()
    await walk(opened, async () => {
      const boxes = await opened.link.locator('.sheet').evaluate((sheet) =>
        [sheet, sheet.querySelector('header'), sheet.querySelector('footer')].map((node) => {
          const { x, y, width, height } = node?.getBoundingClientRect() ?? new DOMRect()
          return [x, y, width, height].map(Math.round).join(' ')
        }),
      )
      seen.add(boxes.join(' | '))
    })
    expect([...seen]).toHaveLength(1)
    await opened.page.context().close()
  })

  it('goes on answering while Argon2id works, and says what it does', async () => {
    const opened = await openSession(asHouse(), await ask())
    const { link } = opened
    await press(link, 'Create an account')
    await link.getByLabel('E-mail').fill(opened.email)
    await link.getByLabel('Account password').fill(accountPassword)
    await press(link, 'Create account')
    await link.getByLabel('Master password', { exact: true }).fill(masterPassword)
    await link.getByLabel('Repeat master password').fill(masterPassword)
    // Frames that were drawn between the click and the next screen: none, if the derivation ran here.
    const frames = link.locator('body').evaluate(
      () =>
        new Promise<{ drawn: number; said: string[] }>((resolve) => {
          let drawn = 0
          const said = new Set<string>()
          const tick = () => {
            said.add(document.querySelector('.progress')?.textContent ?? '')
            if (document.querySelector('.code')) return resolve({ drawn, said: [...said].filter(Boolean) })
            if (document.querySelector('.is-working')) drawn++
            requestAnimationFrame(tick)
          }
          tick()
        }),
    )
    await press(link, 'Create vault')
    const { drawn, said } = await frames
    expect(drawn).toBeGreaterThan(5)
    expect(said).toContain('Making your vault. This takes a few seconds…')
    await opened.page.context().close()
  })
})
