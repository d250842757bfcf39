import { createHmac } from 'node:crypto'
import { once } from 'node:events'
import { createServer, type IncomingHttpHeaders } from 'node:http'
import type { AddressInfo } from 'node:net'
import { text } from 'node:stream/consumers'
import type { Browser, Page } from 'playwright-core'
import { expectData } from '../../house/api.js'
import { openBrowser } from '../../house/browser.js'
import { fill, heading, press, signIn, visit, type Visit } from '../../house/console.js'
import { look, lookAllWays } from '../../house/look.js'
import { makeApp, makePerson } from '../../house/person.js'
import { makeTeam } from '../../house/team.js'

/** A developer's server: answers with its status, and keeps what came. */
const startReceiver = async (status: number) => {
  const came: { headers: IncomingHttpHeaders; body: string }[] = []
  const server = createServer((req, res) => {
    void text(req).then((body) => {
      came.push({ headers: req.headers, body })
      res.writeHead(status).end()
    })
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  return { came, url: `http://127.0.0.1:${port}/1relay`, stop: () => server.close() }
}
type Receiver = Awaited<ReturnType<typeof startReceiver>>

let browser: Browser
beforeAll(async () => {
  browser = await openBrowser()
})
afterAll(() => browser.close())

const panel = (page: Page) => page.getByRole('region', { name: 'Webhooks' })
const focused = (page: Page) => page.evaluate(() => document.activeElement?.textContent ?? '')
const add = async (page: Page, url: string): Promise<void> => {
  await fill(page, 'URL', url)
  await page.getByRole('dialog').getByRole('button', { name: 'Add webhook' }).click()
}
const onPhone = async (page: Page, name: string): Promise<void> => {
  await page.setViewportSize({ width: 360, height: 780 })
  await look(page, name)
  await page.setViewportSize({ width: 1280, height: 860 })
}

// One walk in order: from no webhook to none again.
describe('the webhooks of an app', () => {
  let tab: Visit
  let page: Page
  let receiver: Receiver
  let secret: string

  beforeAll(async () => {
    receiver = await startReceiver(200)
    const person = await makePerson()
    const { clientId } = await makeApp(person)
    tab = await visit(browser, { reducedMotion: 'reduce' })
    page = tab.page
    await signIn(page, person, `/developer/${clientId}`)
    await heading(page, 'A test app')
  })
  afterAll(() => receiver.stop())

  const rowOf = ({ url }: Receiver) => panel(page).getByRole('button', { name: `Send a test to ${url}` })

  it.each([
    ['what is no URL', 'api.example.com', 'This is not a whole URL'],
    ['what is not public', 'https://10.0.0.1/1relay', 'This URL must be an https address'],
  ])('refuse %s, at its field', async (_, url, sentence) => {
    await panel(page).getByText('No webhooks yet').waitFor()
    if ((await page.getByRole('dialog').count()) === 0) await press(page, 'Add webhook')
    await add(page, url)
    await page.getByRole('alert').getByText(sentence, { exact: false }).waitFor()
    expect(await page.getByRole('textbox', { name: 'URL' }).getAttribute('aria-invalid')).toBe('true')
    await lookAllWays(page, 'webhooks-refused')
  })

  it('are added by keyboard, and show their secret once', async () => {
    await page.keyboard.press('Escape')
    await page.getByRole('dialog').waitFor({ state: 'detached' })
    await lookAllWays(page, 'webhooks-none')
    await panel(page).getByRole('button', { name: 'Add webhook' }).focus()
    await page.keyboard.press('Enter')
    await page.getByRole('textbox', { name: 'URL' }).waitFor()
    await page.keyboard.type(receiver.url)
    await page.keyboard.press('Enter')
    secret = (await page.getByLabel('Signing secret', { exact: true }).textContent()) ?? ''
    expect(secret).toMatch(/^whsec_/)
    expect(await focused(page)).toContain('It is shown only now')
    await lookAllWays(page, 'webhooks-secret')
    await press(page, 'I have copied it')
    await page.getByRole('dialog').waitFor({ state: 'detached' })
    await rowOf(receiver).waitFor()
    await page.reload()
    await rowOf(receiver).waitFor()
    expect(await page.content()).not.toContain(secret)
  })

  it('send a test that is signed with that secret, and say that it arrived', async () => {
    await panel(page)
      .getByRole('button', { name: `Send a test to ${receiver.url}` })
      .focus()
    await page.keyboard.press('Enter')
    await panel(page).getByRole('status').getByText('Delivered').waitFor()
    await panel(page).getByText('The server answered 200.').waitFor()
    expect(await focused(page)).toContain('Send a test')
    const [{ headers, body } = { headers: {}, body: '' }] = receiver.came
    const signed = `${String(headers['webhook-id'])}.${String(headers['webhook-timestamp'])}.${body}`
    const key = Buffer.from(secret.replace('whsec_', ''), 'base64')
    expect(headers['webhook-signature']).toBe(`v1,${createHmac('sha256', key).update(signed).digest('base64')}`)
    expect(JSON.parse(body)).toMatchObject({ type: 'webhook.test' })
    await lookAllWays(page, 'webhooks-tested')
    await onPhone(page, 'webhooks-tested-360')
  })

  it('show what was sent, and anew when asked', async () => {
    await press(page, `Deliveries to ${receiver.url}`)
    const rows = page
      .getByRole('dialog')
      .getByRole('table', { name: /^Deliveries/ })
      .locator('tbody tr')
    await rows.getByText('webhook.test').waitFor()
    await rows.getByText('Status 200').waitFor()
    await lookAllWays(page, 'webhooks-deliveries')
    await onPhone(page, 'webhooks-deliveries-360')
    const [again] = await Promise.all([
      page.waitForResponse((response) => response.url().endsWith('/deliveries')),
      press(page, 'Refresh'),
    ])
    expect(again.status()).toBe(200)
    await page.getByRole('dialog').getByRole('status').getByText('Up to date').waitFor({ state: 'attached' })
    await page.keyboard.press('Escape')
    await page.getByRole('dialog').waitFor({ state: 'detached' })
  })

  it('go when that is confirmed, and leave the focus where they were', async () => {
    await press(page, `Delete ${receiver.url}`)
    await lookAllWays(page, 'webhooks-delete')
    await press(page, 'Delete webhook')
    await page.getByRole('dialog').waitFor({ state: 'detached' })
    await panel(page).getByText('No webhooks yet').waitFor()
    expect(await focused(page)).toContain('No webhooks yet')
    // The browser notes the answer to the URL that is not public itself.
    expect(tab.problems.filter((problem) => !problem.includes('status of 400'))).toEqual([])
  })
})

describe('the webhooks of a workspace', () => {
  it('are in its settings, say what came of a test that failed, and are five at most', async () => {
    const receiver = await startReceiver(500)
    const { admin, workspaceId, path } = await makeTeam()
    for (const name of ['a', 'b', 'c', 'd']) {
      const body = { url: `${receiver.url}/${name}` }
      await expectData(`${path}/webhooks`, { as: admin.session, body })
    }
    const { page, problems } = await visit(browser, { reducedMotion: 'reduce' })
    await signIn(page, admin, `/workspaces/${workspaceId}/settings`)
    await heading(page, 'Settings')
    await press(page, 'Add webhook')
    await add(page, receiver.url)
    await press(page, 'I have copied it')
    await panel(page).getByText('5 at most').waitFor()
    await press(page, `Send a test to ${receiver.url}`)
    await panel(page).getByText('The server answered 500. It is not tried again.').waitFor()
    await lookAllWays(page, 'webhooks-workspace')
    await press(page, `Deliveries to ${receiver.url}`)
    const rows = page
      .getByRole('dialog')
      .getByRole('table', { name: /^Deliveries/ })
      .locator('tbody tr')
    for (const words of ['Given up', 'Status 500', 'none']) await rows.getByText(words).waitFor()
    await lookAllWays(page, 'webhooks-workspace-deliveries')
    expect(problems).toEqual([])
    receiver.stop()
  })

  it('say that a server is not there', async () => {
    const receiver = await startReceiver(200)
    receiver.stop()
    const { admin, workspaceId, path } = await makeTeam()
    await expectData(`${path}/webhooks`, { as: admin.session, body: { url: receiver.url } })
    const { page } = await visit(browser)
    await signIn(page, admin, `/workspaces/${workspaceId}/settings`)
    await press(page, `Send a test to ${receiver.url}`)
    await panel(page).getByText('The server could not be reached', { exact: false }).waitFor()
  })
})
