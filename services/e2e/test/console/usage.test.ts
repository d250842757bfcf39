import { readFileSync } from 'node:fs'
import type { Browser, Download, Page } from 'playwright-core'
import { expectData } from '../../house/api.js'
import { openBrowser } from '../../house/browser.js'
import { heading, press, signIn, visit, type Visit } from '../../house/console.js'
import { chat, type Scene, setScene } from '../../house/scene.js'
import { waitForUsage } from '../../house/usage.js'

interface Sums {
  readonly requests: number
  readonly inputTokens: number
  readonly outputTokens: number
  readonly refused: number
}

let browser: Browser
let scene: Scene
let tab: Visit
let page: Page

beforeAll(async () => {
  browser = await openBrowser()
  scene = await setScene()
  await waitForUsage(scene.person, scene.connectionId, 4)
  await waitForUsage(scene.person, scene.botToken.id)
  tab = await visit(browser, { timezoneId: 'Pacific/Auckland', acceptDownloads: true })
  page = tab.page
})
afterAll(() => browser.close())

const figure = async (name: string): Promise<string> =>
  page
    .locator('dl > div')
    .filter({ has: page.getByText(name, { exact: true }) })
    .locator('dd')
    .first()
    .innerText()

const calls = () => page.getByRole('button', { name: /details of/ })

describe('usage', () => {
  it('has a chart, and a table that says what the API says', async () => {
    await signIn(page, scene.person, '/usage')
    await heading(page, 'Usage')
    await page.locator('.recharts-bar-rectangle path').first().waitFor()
    const today = new Intl.DateTimeFormat('en-CA', { timeZone: 'Pacific/Auckland' }).format(new Date())
    const { totals, groups } = await expectData<{ totals: Sums; groups: (Sums & { name: string })[] }>(
      `/v1/usage?from=${today}&to=${today}&timeZone=Pacific/Auckland&groupBy=app`,
      { as: scene.person.session },
    )
    expect([await figure('Calls'), await figure('Refused')]).toEqual([String(totals.requests), String(totals.refused)])
    const rows = page.getByRole('table', { name: /^Sums by app/ }).locator('tbody tr')
    const shown = await rows.evaluateAll((all) =>
      all.map((row) => [...row.children].slice(0, 4).map((cell) => cell.textContent)),
    )
    const text = (count: number) => String(count)
    expect(shown).toEqual(
      groups.map((one) => [one.name, text(one.requests), text(one.inputTokens), text(one.outputTokens)]),
    )
    expect(groups.reduce((sum, { requests }) => sum + requests, 0)).toBe(totals.requests)
  })

  it('is narrowed by what is pressed, and the address keeps it', async () => {
    await page.getByText('Model', { exact: true }).first().click()
    await page
      .getByRole('table', { name: /^Sums by model/ })
      .getByRole('button', { name: 'gpt-4o', exact: true })
      .click()
    await page.waitForURL((url) => url.searchParams.get('model') === 'gpt-4o' && url.searchParams.get('by') === 'model')
    await page.getByRole('combobox', { name: 'Which calls' }).selectOption('refused')
    await page.waitForURL((url) => url.searchParams.get('show') === 'refused')
    await page.reload()
    await page.getByRole('button', { name: 'Show more than gpt-4o' }).waitFor()
    await calls().first().waitFor()
    expect(await calls().count()).toBe(1)
    await press(page, 'Show more than gpt-4o')
    await page.waitForURL((url) => !url.searchParams.has('model'))
    await page.waitForFunction(() => document.querySelectorAll('caption + thead + tbody button').length > 3)
  })

  it('shows a call without being asked again', async () => {
    await page.goto('/usage')
    await page.getByText('Live', { exact: true }).waitFor()
    await calls().first().waitFor()
    const nano = page.getByRole('button', { name: /details of gpt-4\.1-nano/ })
    expect(await nano.count()).toBe(0)
    const before = Number(await figure('Calls'))
    await chat(scene.botToken.token, { model: 'openai/gpt-4.1-nano' })
    await nano.waitFor()
    await page
      .getByText(String(before + 1), { exact: true })
      .first()
      .waitFor()
  })

  it('is saved as a file with every call that is listed, for spreadsheets and for programs', async () => {
    const ids = (text: string) => text.match(/[0-9a-f]{8}-[0-9a-f-]{27}/g) ?? []
    const save = async (format: string): Promise<string> => {
      await press(page, 'Export')
      const [download]: [Download, unknown] = await Promise.all([
        page.waitForEvent('download'),
        page.getByRole('menuitem', { name: format }).click(),
      ])
      return readFileSync(await download.path(), 'utf8')
    }
    const [csv, lines] = [await save('CSV'), (await save('JSON lines')).trimEnd().split('\n')]
    const listed = await calls().count()
    expect(csv.trimEnd().split(/\r?\n/)).toHaveLength(listed + 1)
    const requests = lines.map((line) => JSON.parse(line) as { requestId: string })
    expect(requests).toHaveLength(listed)
    for (const { requestId } of requests) expect(csv).toContain(requestId)
    expect(ids(csv).length).toBeGreaterThan(0)
    expect(tab.problems).toEqual([])
  })
})
