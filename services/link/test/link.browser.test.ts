import { exchangeProof, parsePublicToken } from '@1relay/vault'
import { type Browser, chromium, type FrameLocator, type Page } from 'playwright-core'
import { type RunningControlPlane, startControlPlane } from './control-plane.js'
import { type HostPage, startHostPage } from './host-page.js'
import { askForAccess, type AskedSession, call, unique } from './link-session.js'
import { flags, shoot } from './browser.js'

jest.setTimeout(120_000)

const accountPassword = 'canary account password'
const masterPassword = 'canary-orbit-velvet-candle'
const secretKey = 'sk-canary2f1c9d7e5b0a4f6e8d2c1b'

let house: RunningControlPlane
let host: HostPage
let browser: Browser
beforeAll(async () => {
  ;[house, host] = await Promise.all([startControlPlane(), startHostPage()])
  browser = await chromium.launch(flags())
})
afterAll(async () => {
  await browser?.close()
  await Promise.all([house?.stop(), host?.stop()])
})

interface Opened {
  readonly page: Page
  readonly link: FrameLocator
  readonly session: AskedSession
  readonly email: string
  readonly problems: string[]
  readonly messages: () => Promise<{ type: string; name?: string; publicToken?: string; error?: { code: string } }[]>
}

const open = async (wish: Partial<Parameters<typeof askForAccess>[1]> & { theme?: string; claim?: string } = {}) => {
  const session = await askForAccess(house.origin, { origins: [host.origin], ...wish })
  return openSession(session, wish)
}

const openSession = async (session: AskedSession, how: { theme?: string; claim?: string } = {}): Promise<Opened> => {
  const context = await browser.newContext({ viewport: { width: 1000, height: 900 }, reducedMotion: 'reduce' })
  const page = await context.newPage()
  const problems: string[] = []
  page.on('console', (message) => message.type() === 'error' && problems.push(message.text()))
  page.on('pageerror', (error) => problems.push(String(error)))
  await page.goto(host.origin)
  const { linkSessionId: id, linkToken: token } = session
  const options = { base: house.origin, id, token, theme: how.theme ?? 'light', mode: 'iframe', claim: how.claim }
  await page.evaluate(`openLink(${JSON.stringify(options)})`)
  const messages = () => page.evaluate('window.messages') as ReturnType<Opened['messages']>
  return { page, link: page.frameLocator('iframe'), session, email: `ada-${unique()}@example.com`, problems, messages }
}

const heading = (link: FrameLocator, name: string) => link.getByRole('heading', { level: 1, name })
const press = (link: FrameLocator, name: string) => link.getByRole('button', { name, exact: true }).click()

const register = async ({ link, email }: Opened) => {
  await press(link, 'Create an account')
  await heading(link, 'Create your 1Relay account').waitFor()
  await link.getByLabel('E-mail').fill(email)
  await link.getByLabel('Account password').fill(accountPassword)
  await press(link, 'Create account')
  await heading(link, 'Create your vault').waitFor()
}

const makeVault = async ({ link }: Opened): Promise<string> => {
  await link.getByLabel('Master password', { exact: true }).fill(masterPassword)
  await link.getByLabel('Repeat master password').fill(masterPassword)
  await press(link, 'Create vault')
  await heading(link, 'Save your recovery code').waitFor()
  const code = await link.getByLabel('Recovery code', { exact: true }).innerText()
  await link.getByLabel('I saved my recovery code').check()
  await press(link, 'Continue')
  await heading(link, 'Choose keys to share').waitFor()
  return code
}

const addOpenAiKey = async ({ link }: Opened) => {
  await link.getByLabel('OpenAI key').fill(secretKey)
  await press(link, 'Save OpenAI key')
  await link.getByRole('radio', { name: 'Your key “default”' }).waitFor()
}

const login = async ({ link }: Opened, email: string) => {
  await link.getByLabel('E-mail').fill(email)
  await link.getByLabel('Account password').fill(accountPassword)
  await press(link, 'Sign in')
  await heading(link, 'Unlock your vault').waitFor()
}

const approveAll = async ({ link }: Opened) => {
  await press(link, 'Continue')
  await heading(link, 'Set a budget').waitFor()
  await press(link, 'Continue')
  await heading(link, 'Review and approve').waitFor()
  await press(link, 'Approve')
  await heading(link, 'Connected').waitFor()
}

describe('who may open Link', () => {
  it('shows no frame to a page that is not registered for the app', async () => {
    const opened = await open({ origins: ['https://quill.example'] })
    await opened.page.waitForFunction('true')
    expect(opened.problems.join()).toMatch(/frame-ancestors|Refused to frame|Framing/)
    expect(await opened.messages()).toEqual([])
    await opened.page.context().close()
  })

  it('explains itself to a person who opens the address by hand', async () => {
    const { linkSessionId } = await askForAccess(house.origin, { origins: [host.origin] })
    const page = await browser.newPage()
    await page.goto(`${house.origin}/link/${linkSessionId}`)
    await page.getByRole('heading', { name: 'Open this from an app' }).waitFor()
    await page.close()
  })

  it('believes the session, not the address: a window of an unregistered origin learns nothing', async () => {
    const session = await askForAccess(house.origin, { origins: ['https://quill.example'] })
    const page = await browser.newPage()
    await page.goto(host.origin)
    const { linkSessionId: id, linkToken: token } = session
    const popup = page.waitForEvent('popup')
    await page.evaluate(
      `openLink(${JSON.stringify({ base: house.origin, id, token, theme: 'light', mode: 'window' })})`,
    )
    const link = await popup
    await link.getByText('The website that opened this page is not registered for the app.').waitFor()
    await link.getByRole('button', { name: 'Close', exact: true }).last().click()
    expect(await page.evaluate('window.messages.map((message) => message.type)')).toEqual(['ready'])
    await page.context().close()
  })
})

describe('the whole way, on the real control plane', () => {
  it('takes a new person from nothing to a public token that the app can exchange', async () => {
    const opened = await open({ models: ['gpt-4o*'] })
    const { link, page } = opened
    const requests: string[] = []
    page.on('request', (request) => requests.push(`${request.url()} ${request.postData() ?? ''}`))
    await heading(link, 'Sign in to 1Relay').waitFor()
    await register(opened)
    const code = await makeVault(opened)
    await addOpenAiKey(opened)
    await approveAll(opened)

    const messages = await opened.messages()
    const names = messages.map((message) => message.name ?? message.type)
    const told = [
      'ready',
      'OPEN',
      'LOGIN',
      'UNLOCK',
      'KEY_ADDED',
      'SELECT_PROVIDER',
      'SET_BUDGET',
      'CONSENT',
      'HANDOFF',
    ]
    expect(names).toEqual([...told, 'success'])
    const parsed = parsePublicToken(messages.at(-1)?.publicToken ?? '')
    if (!parsed.ok) throw new Error(parsed.reason)
    const { id, seal } = parsed.token
    const proof = await exchangeProof({ seal, grantId: id })
    const exchanged = await call<{ connectionId: string }>(
      `${house.origin}/v1/link/exchange`,
      { id, proof },
      opened.session.basic,
    )
    expect(exchanged.connectionId).toBe(id)

    const wire = requests.join('\n')
    for (const secret of [secretKey, masterPassword, code, seal]) expect(wire).not.toContain(secret)
    const kept = await link
      .locator('body')
      .evaluate(() => JSON.stringify([{ ...localStorage }, { ...sessionStorage }, document.cookie]))
    expect(kept).toBe('[{},{},""]')
    // A policy that was broken would say so here.
    expect(opened.problems).toEqual([])
    await page.context().close()
  })

  it('opens an existing vault, after a wrong master password, and offers the key that is there', async () => {
    const first = await open()
    await register(first)
    const code = await makeVault(first)
    await addOpenAiKey(first)
    await first.page.context().close()

    const again = await open()
    await login(again, first.email)
    await again.link.getByLabel('Master password').fill('not the master password')
    await press(again.link, 'Unlock')
    await again.link.getByRole('alert').getByText('does not open your vault').waitFor()
    await again.link.getByLabel('Master password').fill(masterPassword)
    await press(again.link, 'Unlock')
    await heading(again.link, 'Choose keys to share').waitFor()
    expect(await again.link.getByRole('radio', { name: 'Your key “default”' }).isChecked()).toBe(true)
    await approveAll(again)
    await again.page.context().close()

    const lost = await open()
    await login(lost, first.email)
    await press(lost.link, 'Use recovery code')
    await lost.link.getByLabel('Recovery code').fill(code.toLowerCase())
    await lost.link.getByLabel('New master password').fill('another-orbit-velvet-candle')
    await lost.link.getByLabel('Repeat master password').fill('another-orbit-velvet-candle')
    await press(lost.link, 'Recover vault')
    await heading(lost.link, 'Save your recovery code').waitFor()
    expect(await lost.link.getByLabel('Recovery code', { exact: true }).innerText()).not.toBe(code)
    await lost.page.context().close()
  })
})

describe('keyboard', () => {
  it('puts the focus on the heading of each step, and keeps Tab inside', async () => {
    const opened = await open()
    const { link, page } = opened
    await heading(link, 'Sign in to 1Relay').waitFor()
    const focused = () => link.locator(':focus').evaluate((node) => node.textContent || node.getAttribute('name'))
    expect(await focused()).toBe('Sign in to 1Relay')
    const seen: (string | null)[] = []
    for (let presses = 0; presses < 7; presses++) {
      await page.keyboard.press('Tab')
      seen.push(await focused())
    }
    expect(seen).toEqual([
      'email',
      'account-password',
      'Show Account password',
      'Sign in',
      'Create an account',
      '×Cancel and close',
      'email',
    ])
    await page.context().close()
  })

  it('asks on Escape, stays on a second one, and tells the host when the person leaves', async () => {
    const opened = await open()
    const { link, page } = opened
    await heading(link, 'Sign in to 1Relay').waitFor()
    await page.keyboard.press('Escape')
    await link.getByRole('dialog', { name: 'Leave without connecting?' }).waitFor()
    await page.keyboard.press('Escape')
    await link.getByRole('dialog').waitFor({ state: 'hidden' })
    await page.keyboard.press('Escape')
    await press(link, 'Leave')
    await page.waitForFunction('window.messages.at(-1).type === "exit"')
    expect((await opened.messages()).at(-1)).toMatchObject({ type: 'exit', error: null })
    await page.context().close()
  })
})

describe('when something is wrong', () => {
  it('says that the link was used, and tells the host on closing', async () => {
    const first = await open()
    await register(first)
    await makeVault(first)
    await addOpenAiKey(first)
    await approveAll(first)
    await first.page.context().close()
    const again = await openSession(first.session)
    await again.link.getByText('This link has already been used.').waitFor()
    await again.link.getByRole('button', { name: 'Close', exact: true }).last().click()
    await again.page.waitForFunction('window.messages.at(-1).type === "exit"')
    expect((await again.messages()).at(-1)?.error?.code).toBe('link_session_used')
    await again.page.context().close()
  })

  it('lets the person try again after a broken network', async () => {
    const opened = await open()
    const { link, page } = opened
    await heading(link, 'Sign in to 1Relay').waitFor()
    await page.route('**/v1/auth/login', (route) => route.abort())
    await link.getByLabel('E-mail').fill(opened.email)
    await link.getByLabel('Account password').fill(accountPassword)
    await press(link, 'Sign in')
    await link.getByRole('alert').getByText('1Relay could not be reached').waitFor()
    await page.unroute('**/v1/auth/login')
    await press(link, 'Sign in')
    await link.getByRole('alert').getByText('e-mail address or the account password is wrong').waitFor()
    await page.context().close()
  })

  it('counts a rate limit down and does not ask before it is over', async () => {
    const opened = await open()
    const { link, page } = opened
    await heading(link, 'Sign in to 1Relay').waitFor()
    let asked = 0
    await page.route('**/v1/auth/login', (route) => {
      asked++
      const body = JSON.stringify({
        success: false,
        error: { code: 'rate_limited', message: 'm', type: 't', requestId: 'r' },
      })
      return route.fulfill({ status: 429, headers: { 'retry-after': '600', 'content-type': 'application/json' }, body })
    })
    await link.getByLabel('E-mail').fill(opened.email)
    await link.getByLabel('Account password').fill(accountPassword)
    await press(link, 'Sign in')
    await link.getByText('You can try again in 10 minutes.').waitFor()
    await link.getByLabel('Account password').press('Enter')
    expect(await link.getByRole('button', { name: 'Sign in', exact: true }).getAttribute('aria-disabled')).toBe('true')
    expect(asked).toBe(1)
    await shoot(page, 'rate-limited')
    await page.context().close()
  })
})
