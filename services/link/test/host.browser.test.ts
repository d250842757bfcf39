import { type Browser, chromium, type Frame } from 'playwright-core'
import { flags } from './browser.js'
import { type HostPage, startHostPage } from './host-page.js'
import { type RunningHouse, startHouse } from './house.js'
import { askForAccess, exchange, unique } from './link-session.js'
import { addOpenAiKey, approveAll, heading, makeVault, openPage, openSession, press, register } from './walk.js'

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
type Wish = Partial<Parameters<typeof askForAccess>[1]>
const ask = (wish: Wish = {}) => askForAccess(house.origin, { origins: [host.origin], ...wish })
const nonce = '0123456789abcdef0123456789abcdef'

describe('a host that is not the app’s', () => {
  it('is shown no frame', async () => {
    const opened = await openSession(asHouse(), await ask({ origins: ['https://quill.example'] }))
    if (opened.problems.length === 0) await opened.page.waitForEvent('console')
    expect(opened.problems.join()).toMatch(/frame-ancestors|Refused to frame|Framing/)
    expect(await opened.messages()).toEqual([])
    await opened.page.context().close()
  })

  it('learns nothing in a window: the session is believed, not the address', async () => {
    const session = await ask({ origins: ['https://quill.example'] })
    const page = await browser.newPage()
    await page.goto(host.origin)
    const { linkSessionId: id, linkToken: token } = session
    const popup = page.waitForEvent('popup')
    await page.evaluate(
      `openLink(${JSON.stringify({ base: house.origin, id, token, theme: 'light', mode: 'window' })})`,
    )
    const link = await popup
    await link.getByText('The website that opened this page is not registered for the app.').waitFor()
    const closed = link.waitForEvent('close')
    // The window may be gone before the click is reported as done.
    const click = link.getByRole('button', { name: 'Close', exact: true }).click()
    await Promise.all([closed, click.catch(() => undefined)])
    expect(await page.evaluate('window.messages.map((message) => message.type)')).toEqual(['ready'])
    await page.context().close()
  })

  it('gets no result by a redirect: without a registered address the page keeps it', async () => {
    const { linkSessionId, linkToken } = await ask()
    const page = await browser.newPage()
    const claim = new URLSearchParams({ origin: 'https://evil.example', nonce, mode: 'redirect', token: linkToken })
    await page.goto(`${house.origin}/link/${linkSessionId}#${claim.toString()}`)
    await page.getByText('The app did not say where to return to').waitFor()
    await page.getByRole('button', { name: 'Close', exact: true }).click()
    await heading(page, 'Closed').waitFor()
    expect(new URL(page.url()).origin).toBe(house.origin)
    await page.close()
  })
})

describe('the policy of the page', () => {
  it('allows nothing inline and nobody else’s scripts, and frames by the app’s origins alone', async () => {
    const { linkSessionId } = await ask()
    const answer = await fetch(`${house.origin}/link/${linkSessionId}`)
    const policy = answer.headers.get('content-security-policy') ?? ''
    const rules = new Map(policy.split('; ').map((rule): [string, string] => [rule.split(' ')[0] ?? '', rule]))
    expect(policy).not.toMatch(/unsafe-inline|'unsafe-eval'/)
    expect(rules.get('default-src')).toBe("default-src 'none'")
    expect(rules.get('script-src')).toBe("script-src 'self' 'wasm-unsafe-eval'")
    expect(rules.get('connect-src')).toBe("connect-src 'self'")
    expect(rules.get('frame-ancestors')).toBe(`frame-ancestors ${host.origin}`)
    expect(answer.headers.get('x-frame-options')).toBeNull()
  })
})

describe('a host that is curious', () => {
  it('can neither read the frame nor type into it', async () => {
    const opened = await openSession(asHouse(), await ask())
    await heading(opened.link, 'Sign in to 1Relay').waitFor()
    const reached = await opened.page.evaluate(() => {
      const frame = document.querySelector('iframe')
      const attempt = (work: () => unknown): string => {
        try {
          return JSON.stringify(work()) ?? 'nothing'
        } catch (error) {
          return (error as Error).name
        }
      }
      return [
        attempt(() => frame?.contentDocument?.body.innerHTML),
        attempt(() => frame?.contentWindow?.document.title),
        attempt(() => frame?.contentWindow?.location.href),
        attempt(() => (frame?.contentWindow as unknown as { eval(code: string): unknown }).eval('1')),
        attempt(() => frame?.contentWindow?.dispatchEvent(new KeyboardEvent('keydown', { key: 'Escape' }))),
      ]
    })
    expect(reached).toEqual(['nothing', ...Array<string>(4).fill('SecurityError')])
    await opened.page.context().close()
  })

  it('cannot drive the page by messages: only a goodbye is heard, and no second session', async () => {
    const opened = await openSession(asHouse(), await ask())
    const other = await ask()
    await heading(opened.link, 'Sign in to 1Relay').waitFor()
    const said = [
      { type: 'init', token: other.linkToken, theme: 'dark' },
      { type: 'approve' },
      { type: 'success', publicToken: '1r_pt_x' },
      { type: 'event', name: 'LOGIN' },
      { type: 'close', nonce: 'another nonce that is long enough' },
    ]
    const post = (messages: object[]) =>
      opened.page.evaluate(
        ([all, target]) => {
          const frame = document.querySelector('iframe')?.contentWindow
          for (const message of all) frame?.postMessage(message, target)
        },
        [messages.map((message) => ({ source: '1relay-link', nonce, ...message })), house.origin] as const,
      )
    await post(said)
    await opened.link.getByText('Quill', { exact: true }).waitFor()
    expect((await opened.messages()).map(({ type, name }) => name ?? type)).toEqual(['ready', 'OPEN'])
    await post([{ type: 'close' }])
    await opened.page.waitForFunction('window.messages.at(-1).type === "exit"')
    await opened.page.context().close()
  })

  it('cannot speak for the host from a frame beside it', async () => {
    const opened = await openSession(asHouse(), await ask())
    await heading(opened.link, 'Sign in to 1Relay').waitFor()
    await opened.page.evaluate(() => {
      const sibling = document.createElement('iframe')
      sibling.id = 'sibling'
      sibling.hidden = true
      sibling.src = location.href
      document.body.append(sibling)
    })
    const sibling = (await (
      await opened.page.waitForSelector('#sibling', { state: 'attached' })
    ).contentFrame()) as Frame
    // Of the right origin and with the right nonce: only the window is another one.
    await sibling.evaluate(
      ([base, said]) => {
        const link = window.parent.document.querySelector<HTMLIFrameElement>('iframe:not(#sibling)')?.contentWindow
        link?.postMessage({ source: '1relay-link', nonce: said, type: 'close' }, base)
      },
      [house.origin, nonce] as const,
    )
    await press(opened.link, 'Create an account')
    await heading(opened.link, 'Create your 1Relay account').waitFor()
    expect((await opened.messages()).map(({ type }) => type)).not.toContain('exit')
    await opened.page.context().close()
  })
})

describe('a person who opens the address by hand', () => {
  it('reads what it is for', async () => {
    const { linkSessionId } = await ask()
    const page = await browser.newPage()
    await page.goto(`${house.origin}/link/${linkSessionId}`)
    await page.getByRole('heading', { name: 'Open this from an app' }).waitFor()
    await page.close()
  })
})

describe('a redirect', () => {
  const redirectTo = async () => {
    const redirectUri = `${host.origin}/back?tab=1`
    const session = await ask({ redirectUri, state: 'state-1' })
    const opened = await openPage(asHouse())
    const { linkSessionId, linkToken } = session
    const claim = new URLSearchParams({ origin: host.origin, nonce, mode: 'redirect', token: linkToken, theme: 'dark' })
    await opened.page.goto(`${house.origin}/link/${linkSessionId}#${claim.toString()}`)
    await heading(opened.page, 'Sign in to 1Relay').waitFor()
    return { ...opened, link: opened.page, session, redirectUri, email: `ada-${unique()}@example.com` }
  }
  const resultIn = (url: string) => {
    const fields = new URLSearchParams(new URL(url).hash.slice(1))
    const result = JSON.parse(fields.get('1relay_link') ?? '{}') as Record<string, unknown>
    return { result, state: fields.get('1relay_state') }
  }

  it('keeps the link token out of the address and the history', async () => {
    const opened = await redirectTo()
    expect(opened.page.url()).toBe(`${house.origin}/link/${opened.session.linkSessionId}`)
    expect(opened.requests.map(({ url }) => url).join()).not.toContain(opened.session.linkToken)
    await opened.page.context().close()
  })

  it('brings a public token back to the registered address, behind the sign that no server sees', async () => {
    const opened = await redirectTo()
    await register(opened)
    await makeVault(opened)
    await addOpenAiKey(opened)
    await press(opened.page, 'Continue')
    await heading(opened.page, 'Set a budget').waitFor()
    await press(opened.page, 'Continue')
    await Promise.all([opened.page.waitForURL(/\/back/), press(opened.page, 'Approve')])
    expect(opened.page.url().startsWith(`${opened.redirectUri}#`)).toBe(true)
    const { result, state } = resultIn(opened.page.url())
    expect(state).toBe('state-1')
    expect(result).toMatchObject({ type: 'success', nonce, metadata: { status: 'authorized' } })
    const { accessToken } = await exchange(house.origin, String(result['publicToken']), opened.session.basic)
    expect(accessToken).toMatch(/^1r_at_/)
    await opened.page.context().close()
  })

  it('brings a person back who would rather not', async () => {
    const opened = await redirectTo()
    await press(opened.page, 'Close Link')
    await Promise.all([opened.page.waitForURL(/\/back/), press(opened.page, 'Leave')])
    expect(resultIn(opened.page.url()).result).toMatchObject({ type: 'exit', error: null })
    await opened.page.context().close()
  })
})

describe('a frame that the browser keeps from its storage', () => {
  it('offers a window, and says what to do when the browser blocks that too', async () => {
    const opened = await openSession(asHouse(), await ask(), { isRestricted: true })
    await press(opened.link, 'Continue in a window')
    await opened.page.waitForFunction('window.messages.at(-1).type === "window"')
    await opened.page.evaluate(
      ([base, said]) => {
        const message = { source: '1relay-link', nonce: said, type: 'blocked' }
        document.querySelector('iframe')?.contentWindow?.postMessage(message, base)
      },
      [house.origin, nonce] as const,
    )
    await opened.link.getByRole('alert').getByText('Your browser blocked the window').waitFor()
    await approveAllFromHere(opened)
    await opened.page.context().close()
  })
})

const approveAllFromHere = async (opened: Awaited<ReturnType<typeof openSession>>) => {
  await register(opened)
  await makeVault(opened)
  await addOpenAiKey(opened)
  await approveAll(opened)
}
