import { parsePublicToken, parseToken } from '@1relay/vault'
import { type Browser, chromium } from 'playwright-core'
import { flags } from './browser.js'
import { type HostPage, startHostPage } from './host-page.js'
import { type RunningHouse, startHouse } from './house.js'
import { askForAccess, askForChange, exchange } from './link-session.js'
import {
  approveAll,
  accountPassword,
  comeBack,
  heading,
  makeVault,
  masterPassword,
  type Opened,
  openSession,
  press,
  register,
  secretKey,
  type SeenRequest,
} from './walk.js'

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
const newcomer = async (requestedProviders = ['openai']) => {
  const opened = await openSession(
    asHouse(),
    await askForAccess(house.origin, { origins: [host.origin], requestedProviders }),
  )
  await register(opened)
  const code = await makeVault(opened)
  return { ...opened, code }
}
const saveKey = async ({ link }: Pick<Opened, 'link'>, provider: string, key: string) => {
  await link.getByLabel(`${provider} key`).fill(key)
  await press(link, `Save ${provider} key`)
}
const isToRelay = ({ url }: SeenRequest) => new URL(url).pathname.startsWith('/v1/proxy/')

describe('the check of a new key', () => {
  it('does not keep a key that the provider refuses, unless the person insists', async () => {
    const opened = await newcomer()
    const { link, page } = opened
    await saveKey(opened, 'OpenAI', 'sk-refused2f1c9d7e5b0a4f6e8d')
    await link.getByText('OpenAI refuses this key').waitFor()
    expect(opened.requests.filter(({ url, body }) => url.endsWith('/v1/keys') && body !== '')).toEqual([])
    expect(await link.getByRole('button', { name: 'Continue' }).getAttribute('aria-disabled')).toBe('true')
    await press(link, 'Save anyway')
    await link.getByRole('radio', { name: 'Your key “default”' }).waitFor()
    await page.context().close()
  })

  it('says when the provider knows the key but gives nothing for it', async () => {
    const opened = await newcomer(['anthropic'])
    await saveKey(opened, 'Anthropic', 'sk-ant-empty2f1c9d7e5b0a4f6e8d')
    await opened.link.getByText('has no credit or too many calls').waitFor()
    await opened.page.context().close()
  })

  it('keeps a key that nobody could ask about, and says so', async () => {
    const opened = await newcomer()
    await opened.page.route('**/v1/proxy/**', (route) => route.abort())
    await saveKey(opened, 'OpenAI', secretKey)
    await opened.link.getByText('could not be reached to check this key').waitFor()
    await opened.page.unroute('**/v1/proxy/**')
    await press(opened.link, 'Check again')
    await opened.link.getByText('OpenAI accepts this key').waitFor()
    await opened.page.context().close()
  })

  it('can be skipped: then nobody is asked', async () => {
    const opened = await newcomer()
    await opened.link.getByRole('checkbox', { name: 'Check that it works' }).uncheck()
    await saveKey(opened, 'OpenAI', secretKey)
    await opened.link.getByRole('radio', { name: 'Your key “default”' }).waitFor()
    expect(opened.requests.filter(isToRelay)).toEqual([])
    await opened.page.context().close()
  })
})

describe('the wire, from the first screen to the last', () => {
  it('carries neither key nor passwords, and a seal half to the relay alone', async () => {
    const opened = await newcomer()
    await saveKey(opened, 'OpenAI', secretKey)
    await opened.link.getByText('OpenAI accepts this key').waitFor()
    await approveAll(opened)
    const publicToken = (await opened.messages()).at(-1)?.publicToken ?? ''
    const parsed = parsePublicToken(publicToken)
    if (!parsed.ok) throw new Error(parsed.reason)

    const wire = opened.requests.map((request) => JSON.stringify(request)).join('\n')
    for (const secret of [secretKey, masterPassword, opened.code, parsed.token.seal]) expect(wire).not.toContain(secret)
    // The account password is for the server, once; nothing else of the person is.
    expect(wire.split(accountPassword)).toHaveLength(2)

    const checks = opened.requests.filter(isToRelay)
    expect(checks).toHaveLength(1)
    const check = parseToken(checks[0]?.authorization.replace('Bearer ', '') ?? '')
    const seal = check.ok ? check.token.seal : undefined
    if (seal === undefined) throw new Error('the check had no seal half')
    const others = opened.requests.filter((request) => !isToRelay(request))
    expect(others.map((request) => JSON.stringify(request)).join('\n')).not.toContain(seal)
    // It did its work: the relay opened the key with it, and the provider saw the key itself.
    expect(house.provider.seen.join('\n')).toContain(`/v1/models Bearer ${secretKey}`)
    // A grant of one call: the same token again is nobody's.
    const again = await fetch(checks[0]?.url ?? '', { headers: { authorization: checks[0]?.authorization ?? '' } })
    expect(again.status).toBe(401)
    expect(opened.problems).toEqual([])
    await opened.page.context().close()
  })
})

describe('a change of a connection', () => {
  const connect = async () => {
    const opened = await newcomer()
    await saveKey(opened, 'OpenAI', secretKey)
    await opened.link.getByText('OpenAI accepts this key').waitFor()
    await approveAll(opened)
    const publicToken = (await opened.messages()).at(-1)?.publicToken ?? ''
    const { basic } = opened.session
    const { connectionId, accessToken } = await exchange(house.origin, publicToken, basic)
    await opened.page.context().close()
    return { basic, connectionId, accessToken, email: opened.email }
  }
  const callRelay = (accessToken: string, provider: string) =>
    fetch(`${house.origin}/v1/proxy/passthrough/${provider}/v1/models`, {
      headers: { authorization: `Bearer ${accessToken}` },
    })

  it('is for the person whose connection it is', async () => {
    const { basic, connectionId } = await connect()
    const opened = await openSession(asHouse(), await askForChange(house.origin, basic, { connectionId }))
    await register(opened)
    await opened.link.getByLabel('Master password', { exact: true }).fill(masterPassword)
    await opened.link.getByLabel('Repeat master password').fill(masterPassword)
    await press(opened.link, 'Create vault')
    await opened.link.getByLabel('I saved my recovery code').check()
    await press(opened.link, 'Continue')
    await heading(opened.link, 'Another account made this').waitFor()
    await press(opened.link, 'Try again')
    await heading(opened.link, 'Sign in to 1Relay').waitFor()
    await opened.page.context().close()
  })

  it('adds a provider and raises the budget under the token that the app has', async () => {
    const { basic, connectionId, accessToken, email } = await connect()
    expect((await callRelay(accessToken, 'anthropic')).status).toBe(403)
    const change = { connectionId, requestedProviders: ['openai', 'anthropic'], budgetSuggestionCents: 2500 }
    const opened = await openSession(asHouse(), await askForChange(house.origin, basic, change))
    await opened.link.getByText('To use your Anthropic key as well').waitFor()
    await comeBack(opened, email)
    expect(await opened.link.getByRole('radio', { name: 'Keep the key that it uses now' }).isChecked()).toBe(true)
    await saveKey(opened, 'Anthropic', 'sk-ant-canary5b0a4f6e8d2c1b')
    await opened.link.getByText('Anthropic accepts this key').waitFor()
    await press(opened.link, 'Continue')
    await opened.link.getByText('It is $10 now. Quill suggests $25.').waitFor()
    await press(opened.link, 'Continue')
    await opened.link.getByText('Before: at most $10 a month').waitFor()
    await press(opened.link, 'Approve')
    await heading(opened.link, 'Connection changed').waitFor()
    const success = (await opened.messages()).at(-1)
    expect(success).toMatchObject({ type: 'success', publicToken: null })
    expect(success?.metadata).toMatchObject({ connectionId, status: 'updated', providers: ['openai', 'anthropic'] })
    expect((await callRelay(accessToken, 'anthropic')).status).toBe(200)
    expect(house.provider.seen.at(-1)).toContain('sk-ant-canary5b0a4f6e8d2c1b')
    // The half that the new key was sealed under stayed where it was.
    const parsed = parseToken(accessToken)
    const seal = (parsed.ok && parsed.token.seal) || 'none'
    expect(opened.requests.map((request) => JSON.stringify(request)).join('\n')).not.toContain(seal)
    await opened.page.context().close()
  })
})
