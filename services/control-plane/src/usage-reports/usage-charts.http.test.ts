import type { UsageEvent } from '@1relay/contracts'
import { connect, createBotToken, type LinkParties, makeParties } from '../testing/grants.testing.js'
import { type ControlPlane, startControlPlane } from '../testing/harness.testing.js'
import { makeEvent } from '../testing/usage.testing.js'
import { UsageIntake } from '../usage/index.js'

const NOW = new Date('2026-11-21T22:30:00.000Z')

let controlPlane: ControlPlane
let parties: LinkParties
let link: string
let bot: string

const take = (...events: Partial<UsageEvent>[]) =>
  controlPlane.server.app.get(UsageIntake).take({ events: events.map((event) => makeEvent(event)) })

beforeAll(async () => {
  controlPlane = await startControlPlane({ clock: () => NOW })
  parties = await makeParties(controlPlane)
  link = (await connect(controlPlane, parties)).connectionId
  bot = (await createBotToken(controlPlane, parties.person)).id
  const at = (text: string): number => Date.parse(text)
  await take(
    { grantId: link, at: at('2026-11-20T23:59:59.999Z'), costMicros: 100, model: 'gpt-4o' },
    { grantId: link, at: at('2026-11-21T18:14:59.999Z'), costMicros: 20, model: 'gpt-4o', status: 502 },
    { grantId: link, at: at('2026-11-21T18:15:00.000Z'), costMicros: 3, model: 'o1', outcome: 'cut_off' },
    { grantId: bot, at: at('2026-11-21T22:00:00.000Z'), costMicros: 4000, upstream: 'groq', model: 'llama' },
  )
})
afterAll(() => controlPlane.close())

const ask = (path: string, who: object = { session: parties.person.session }) => controlPlane.ask('GET', path, who)
const daysIn = async (timeZone: string) =>
  (await ask(`/v1/usage?timeZone=${timeZone}`)).data.groups.map(
    ({ key, costMicros }: { key: string; costMicros: number }) => [key, costMicros],
  )

describe('400', () => {
  it.each([
    '/v1/usage?timeZone=Mars/Olympus',
    '/v1/usage?timeZone=UTC%2B5',
    "/v1/usage?timeZone=UTC';DROP",
    '/v1/usage/series',
    '/v1/usage/series?by=day',
    '/v1/usage/series?by=app&from=2025-01-01&to=2026-11-21',
    '/v1/usage/series?by=app&top=21',
    '/v1/usage/export?from=2025-01-01&to=2026-11-21',
    '/v1/usage/export?format=xlsx',
    '/v1/usage/export?cursor=AAAA',
    '/v1/usage/requests?statusClass=1xx',
    '/v1/usage/requests?outcome=fine',
  ])('refuses %s', async (path) => {
    expect((await ask(path)).code).toBe('invalid_request')
  })
})

describe('401', () => {
  it.each(['/v1/usage/series?by=app', '/v1/usage/export'])('tells strangers nothing: %s', async (path) => {
    expect((await ask(path, {})).status).toBe(401)
  })
})

describe('200: another tenant', () => {
  it('gets nothing of it, as a chart or as a file', async () => {
    const others = await makeParties(controlPlane)
    for (const who of [{ session: others.person.session }, { app: others.app }, { session: parties.owner.session }]) {
      for (const filter of ['', `&connectionId=${link}`, `&clientId=${parties.app.clientId}`]) {
        expect((await ask(`/v1/usage/series?by=model${filter}`, who)).data.series).toEqual([])
        expect((await ask(`/v1/usage/export?format=jsonl${filter}`, who)).text).toBe('')
      }
    }
  })
})

describe('200: days', () => {
  it.each([
    [
      'UTC',
      [
        ['2026-11-20', 100],
        ['2026-11-21', 4023],
      ],
    ],
    // 23:00Z is midnight there.
    ['Europe/Berlin', [['2026-11-21', 4123]]],
    // 18:15Z is midnight there: a quarter of an hour tells two days apart.
    [
      'Asia/Kathmandu',
      [
        ['2026-11-21', 120],
        ['2026-11-22', 4003],
      ],
    ],
    [
      'America/Los_Angeles',
      [
        ['2026-11-20', 100],
        ['2026-11-21', 4023],
      ],
    ],
  ])('are those of %s', async (timeZone, days) => {
    expect(await daysIn(timeZone)).toEqual(days)
  })

  it('bound every report by the midnights of the zone', async () => {
    const query = 'timeZone=Asia/Kathmandu&from=2026-11-22&to=2026-11-22'
    const { data } = await ask(`/v1/usage?${query}&groupBy=model`)
    expect([data.timeZone, data.totals.costMicros]).toEqual(['Asia/Kathmandu', 4003])
    expect(data.groups.map(({ key }: { key: string }) => key)).toEqual(['llama', 'o1'])
    expect((await ask(`/v1/usage/requests?${query}`)).data.requests).toHaveLength(2)
  })

  it('are read from sums: a year needs no single call', async () => {
    const copy = 'CREATE TABLE kept AS SELECT * FROM usage_events'
    await controlPlane.database.query(copy)
    await controlPlane.database.query('DELETE FROM usage_events')
    try {
      for (const timeZone of ['UTC', 'Asia/Kathmandu']) {
        const { data } = await ask(`/v1/usage?from=2025-11-22&to=2026-11-22&timeZone=${timeZone}`)
        expect(data.totals.costMicros).toBe(4123)
      }
    } finally {
      await controlPlane.database.query('INSERT INTO usage_events SELECT * FROM kept')
    }
  })
})

describe('200: series', () => {
  it('draw the dearest by name and all others as one, a number for each day', async () => {
    const { data } = await ask('/v1/usage/series?by=model&top=2&from=2026-11-19&to=2026-11-21')
    expect(data).toEqual({
      by: 'model',
      from: '2026-11-19',
      to: '2026-11-21',
      timeZone: 'UTC',
      days: ['2026-11-19', '2026-11-20', '2026-11-21'],
      series: [
        { key: 'llama', name: 'llama', costMicros: [0, 0, 4000], requests: [0, 0, 1] },
        { key: 'gpt-4o', name: 'gpt-4o', costMicros: [0, 100, 20], requests: [0, 1, 1] },
        { key: null, name: 'Others', costMicros: [0, 0, 3], requests: [0, 0, 1] },
      ],
    })
  })

  it.each([
    ['app', ['Bot tokens', 'Example']],
    ['provider', ['Groq', 'OpenAI']],
    ['connection', ['Nightly bot', 'Example']],
  ])('name their lines by %s', async (by, names) => {
    const { data } = await ask(`/v1/usage/series?by=${by}`)
    expect(data.series.map(({ name }: { name: string }) => name)).toEqual(names)
    expect(data.series[0].costMicros).toHaveLength(30)
  })
})

describe('200: lists of calls', () => {
  it('are filtered by class of status and by outcome', async () => {
    const modelsOf = async (query: string) =>
      (await ask(`/v1/usage/requests?${query}`)).data.requests.map(({ model }: { model: string }) => model)
    expect(await modelsOf('statusClass=5xx')).toEqual(['gpt-4o'])
    expect(await modelsOf('statusClass=2xx&outcome=completed')).toEqual(['llama', 'gpt-4o'])
    expect(await modelsOf('outcome=cut_off')).toEqual(['o1'])
  })
})

describe('200: export', () => {
  it('is a file with a name, of the calls that are asked for, oldest first', async () => {
    const answer = await ask('/v1/usage/export?from=2026-11-20&to=2026-11-21&statusClass=2xx')
    expect(answer.headers.get('content-type')).toBe('text/csv; charset=utf-8; header=present')
    expect(answer.headers.get('content-disposition')).toBe(
      'attachment; filename="1relay-usage-2026-11-20-to-2026-11-21.csv"',
    )
    const lines = answer.text.split('\r\n')
    expect(lines.map((line) => line.split(',')[8])).toEqual(['model', 'gpt-4o', 'o1', 'llama', undefined])
  })

  it('has every call once, however many there are, the same as the list shows', async () => {
    const who = await makeParties(controlPlane)
    const { id } = await createBotToken(controlPlane, who.person)
    const at = Date.parse('2026-11-21T12:00:00.000Z')
    // Many of one moment: the place between two reads must tell them apart.
    for (let i = 0; i < 22; i++)
      await take(...Array.from({ length: 100 }, (_, n) => ({ grantId: id, at: at + (n % 3) })))
    const session = { session: who.person.session }
    const lines = (await ask('/v1/usage/export?format=jsonl', session)).text.trimEnd().split('\n')
    const calls = lines.map((line) => JSON.parse(line) as { at: string; requestId: string })
    expect(new Set(calls.map(({ requestId }) => requestId)).size).toBe(2200)
    expect(calls).toHaveLength(2200)
    expect(calls.map((call) => call.at)).toEqual(calls.map((call) => call.at).sort())
    const [newest] = (await ask('/v1/usage/requests?pageSize=1', session)).data.requests
    expect(calls.at(-1)).toEqual(newest)
  })

  it('is of the app’s own calls for an app', async () => {
    const answer = await ask('/v1/usage/export?format=jsonl', { app: parties.app })
    expect(answer.text.trimEnd().split('\n')).toHaveLength(3)
  })
})
