import { exchangeProof, parsePublicToken } from '@1relay/vault'
import { type Browser, chromium } from 'playwright-core'
import { type RunningHouse, startHouse } from './house.js'
import { type HostPage, startHostPage } from './host-page.js'
import { askForAccess, call } from './link-session.js'
import {
  accountPassword,
  addOpenAiKey,
  approveAll,
  heading,
  login,
  makeVault,
  masterPassword,
  openSession,
  press,
  register,
  secretKey,
} from './walk.js'
import { flags } from './browser.js'

jest.setTimeout(120_000)

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
const open = async (wish: Partial<Parameters<typeof askForAccess>[1]> = {}) =>
  openSession(asHouse(), await askForAccess(house.origin, { origins: [host.origin], ...wish }))

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
    const focused = () =>
      link.locator(':focus').evaluate((node) => node.textContent?.trim() || node.getAttribute('name'))
    expect(await focused()).toBe('Sign in to 1Relay')
    const seen: (string | null)[] = []
    for (let presses = 0; presses < 8; presses++) {
      await page.keyboard.press('Tab')
      seen.push(await focused())
    }
    expect(seen).toEqual([
      'email',
      'account-password',
      'Show Account password',
      'Sign in',
      'Sign in with a passkey',
      'Create an account',
      'Close Link',
      'email',
    ])
    await page.context().close()
  })

  it('loses neither the focus nor a typed key on the way through the keys', async () => {
    const opened = await open({ requestedProviders: ['openai', 'anthropic'] })
    const { link, page } = opened
    await register(opened)
    await makeVault(opened)
    await addOpenAiKey(opened)
    const focused = link.getByRole('radio', { name: 'Your key “default”' })
    await link.locator('input:focus').waitFor()
    expect(await focused.evaluate((node) => node === document.activeElement)).toBe(true)
    await link.getByLabel('Anthropic key').fill('sk-ant-typed')
    await press(link, 'Continue')
    await link.getByText('You typed a key but did not save it.').waitFor()
    await link.getByRole('radio', { name: 'Don’t share Anthropic' }).check()
    await press(link, 'Continue')
    await heading(link, 'Set a budget').waitFor()
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
    const again = await openSession(asHouse(), first.session)
    await again.link.getByText('This link has already been used.').waitFor()
    await again.link.getByRole('button', { name: 'Close', exact: true }).click()
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
    await page.context().close()
  })
})
