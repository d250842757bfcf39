import type { Browser } from 'playwright-core'
import { call, canary } from '../../house/api.js'
import { openBrowser } from '../../house/browser.js'
import { callFrom } from '../../house/call-from.js'
import { fill, heading, press, signIn, visit, type Visit, waitForMailedLink } from '../../house/console.js'
import { until } from '../../house/fleet/index.js'
import { lookAllWays } from '../../house/look.js'
import { type IssuedKey, issueKey, makeTeam, protect, readAudit, type Team } from '../../house/team.js'

const CONFIRM = /http:\/\/[^\s"<]+\/confirm-ip#[\w-]+/
const [HOME, AWAY, THIEF] = ['127.0.0.1', '127.0.0.3', '127.0.0.4']

let browser: Browser
let team: Team
let admin: Visit
let connectionId: string
const holder = () => `${canary('holder-').slice(0, 16)}@example.com`

beforeAll(async () => {
  browser = await openBrowser()
  team = await makeTeam()
  connectionId = await protect(team, { upstream: 'openai', auth: { kind: 'bearer' }, secret: canary('sk-proj-') })
  admin = await visit(browser, { reducedMotion: 'reduce' })
})
afterAll(() => browser.close())

const keyOf = (holderEmail: string): Promise<IssuedKey> =>
  issueKey(team, connectionId, {
    name: 'Laptop',
    owner: 'person',
    holderEmail,
    methods: ['GET'],
    paths: ['/v1/models'],
  })
const open = (path: string) => `/workspaces/${team.workspaceId}${path}`

/** A key that was used at home and then from somewhere else, and the link that its holder got. */
const blockedFrom = async (address: string, email: string): Promise<{ key: IssuedKey; link: string }> => {
  const key = await keyOf(email)
  expect((await callFrom(HOME, key)).status).toBe(200)
  expect((await callFrom(address, key)).status).toBe(423)
  return { key, link: await waitForMailedLink(email, CONFIRM) }
}

describe('a call from a new network', () => {
  it('is explained to the holder, who confirms it without any account', async () => {
    const email = holder()
    const { key, link } = await blockedFrom(AWAY, email)
    const { page, problems } = await visit(browser, { reducedMotion: 'reduce' })
    await page.goto(link)
    await heading(page, 'Was this you?')
    for (const fact of [AWAY, 'cursor/0.42', 'openai production', 'Laptop', 'Example Robotics', email]) {
      await page.getByText(fact, { exact: true }).first().waitFor()
    }
    expect(new URL(page.url()).hash).toBe('')
    await lookAllWays(page, 'confirm-ip')
    // Opening the page is no answer: mail scanners open it too.
    expect((await callFrom(AWAY, key)).status).toBe(423)
    await press(page, 'Confirm: it was me')
    await heading(page, 'Confirmed')
    await lookAllWays(page, 'confirm-ip-done')
    expect((await callFrom(AWAY, key)).status).toBe(200)
    await page.goto('about:blank')
    await page.goto(link)
    await heading(page, 'This link does not work')
    await lookAllWays(page, 'confirm-ip-over')
    // The browser itself notes the answer that the link is used up.
    expect(problems.filter((text) => !text.includes('410'))).toEqual([])
    await page.context().close()
  })

  it('stays blocked when it was somebody else, and says what to do', async () => {
    const { key, link } = await blockedFrom(THIEF, holder())
    const { page } = await visit(browser, { reducedMotion: 'reduce' })
    await page.goto(link)
    await press(page, 'It was not me')
    await heading(page, 'It stays blocked')
    await lookAllWays(page, 'confirm-ip-refused')
    expect((await callFrom(THIEF, key)).status).toBe(423)
    await page.context().close()
  })

  it('shows in the drill as what the upstream never heard of', async () => {
    const { page } = admin
    await until('the refusal is in the audit', async () =>
      (await readAudit(team)).some(
        ({ call: line }) => line?.ip === THIEF && line.reason === 'ip_confirmation_required',
      ),
    )
    const stolen = (await readAudit(team)).find(({ call: line }) => line?.ip === THIEF)?.call?.keyId ?? ''
    await signIn(page, team.admin, open(`/leak?key=${stolen}`))
    await heading(page, 'A key leaked')
    await page.getByText(/stopped with 423/).waitFor()
    await lookAllWays(page, 'leak-blocked')
  })
})

describe('trusted addresses', () => {
  it('are shown by holder, and trusted no longer once an admin says so', async () => {
    const { page } = admin
    const email = holder()
    const key = await keyOf(email)
    expect((await callFrom(HOME, key)).status).toBe(200)
    await page.goto(open('/addresses'))
    await heading(page, 'Trusted addresses')
    await page.getByRole('rowheader', { name: email }).waitFor()
    await lookAllWays(page, 'addresses')
    await fill(page, 'Holder', email)
    await page.waitForFunction(() => document.querySelectorAll('tbody tr').length === 1)
    await page.getByRole('button', { name: `Revoke ${HOME}/32 of ${email}` }).click()
    await page.getByText('It is never trusted on first use again.', { exact: false }).waitFor()
    await lookAllWays(page, 'addresses-revoke')
    await page.getByRole('dialog').getByRole('button', { name: 'Revoke', exact: true }).click()
    await page.getByText('No trusted addresses').waitFor()
    expect((await callFrom(HOME, key)).status).toBe(423)
  })
})

describe('a management token', () => {
  it('is made within bounds, shown once, mints keys, and takes them along when it is revoked', async () => {
    const { page } = admin
    await page.goto(open('/management-tokens'))
    await page.getByText('No management tokens').waitFor()
    await lookAllWays(page, 'management-tokens-none')
    await page.getByRole('button', { name: 'New token' }).first().click()
    await press(page, 'Make token')
    await page.getByText('At least one protected key.').waitFor()
    await lookAllWays(page, 'management-token-problems')
    await fill(page, 'Name', 'Agent runner')
    await page.getByRole('checkbox', { name: 'openai production' }).check()
    await page.getByRole('checkbox', { name: 'GET', exact: true }).check()
    await fill(page, 'Paths of its keys', '/v1/models')
    await press(page, 'Make token')
    const token = (await page.getByLabel('Management token', { exact: true }).textContent()) ?? ''
    expect(token).toMatch(/^rk_mgmt_/)
    await lookAllWays(page, 'management-token-once')
    await press(page, 'I have copied it')
    await page.getByRole('rowheader', { name: /Agent runner/ }).waitFor()
    expect(await page.content()).not.toContain(token)
    await lookAllWays(page, 'management-tokens')

    const minted = await call<{ id: string; token: string }>('/api/v1/delegated-credentials', {
      as: token,
      body: {
        connection_id: connectionId,
        name: 'agent-run',
        allowed_methods: ['GET'],
        allowed_paths: ['/v1/models'],
        ttl_seconds: 900,
      },
    })
    expect(minted.status).toBe(201)
    const key = { connectionId, token: minted.body.data?.token ?? '' }
    expect((await callFrom(HOME, key)).status).toBe(200)
    await press(page, 'Revoke Agent runner')
    await lookAllWays(page, 'management-token-revoke')
    await page.getByRole('dialog').getByRole('button', { name: 'Revoke', exact: true }).click()
    await page.getByRole('dialog').waitFor({ state: 'detached' })
    expect((await callFrom(HOME, key)).status).toBe(401)
    expect(admin.problems).toEqual([])
  })
})
