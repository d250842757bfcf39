import type { UsageEvent } from '@1relay/contracts'
import { connect, createBotToken, makeParties } from '../testing/grants.testing.js'
import { type ControlPlane, startControlPlane } from '../testing/harness.testing.js'
import { expectOk, type Person, registerPerson } from '../testing/people.testing.js'
import { makeEvent } from '../testing/usage.testing.js'
import { UsageIntake } from '../usage/index.js'
import { UsageStreams } from './usage-streams.service.js'

let controlPlane: ControlPlane
let person: Person

beforeAll(async () => {
  controlPlane = await startControlPlane()
})
beforeEach(async () => {
  person = await registerPerson(controlPlane)
})
afterAll(() => controlPlane.close())

interface Frame {
  event: string
  id: string | undefined
  // eslint-disable-next-line @typescript-eslint/no-explicit-any -- tests look into events of every shape
  data: any
}

const field = (frame: string, name: string): string | undefined =>
  frame
    .split('\n')
    .find((line) => line.startsWith(`${name}: `))
    ?.slice(name.length + 2)

/** Reads a stream event by event; `rest` waits for its end. */
const watch = async (session: string, lastEventId?: string, origin = controlPlane.origin) => {
  const stop = new AbortController()
  const headers = { authorization: `Bearer ${session}`, ...(lastEventId && { 'last-event-id': lastEventId }) }
  const response = await fetch(`${origin}/v1/usage/stream`, { headers, signal: stop.signal })
  const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader()
  let text = ''
  const next = async (): Promise<Frame | undefined> => {
    for (;;) {
      const end = text.indexOf('\n\n')
      if (end >= 0) {
        const frame = text.slice(0, end)
        text = text.slice(end + 2)
        const event = field(frame, 'event')
        if (event !== undefined) return { event, id: field(frame, 'id'), data: JSON.parse(field(frame, 'data') ?? '') }
        continue
      }
      const read = await reader?.read()
      if (read === undefined || read.done) return undefined
      text += read.value
    }
  }
  const nextOf = async (event: string): Promise<Frame | undefined> => {
    for (;;) {
      const frame = await next()
      if (frame === undefined || frame.event === event) return frame
    }
  }
  return { status: response.status, headers: response.headers, next, nextOf, close: () => stop.abort() }
}

const take = (...events: Partial<UsageEvent>[]) =>
  controlPlane.server.app.get(UsageIntake).take({ events: events.map((event) => makeEvent(event)) })
const streams = () => controlPlane.server.app.get(UsageStreams)

/** Waits until Redis has the subscription: a stream hears from some moment soon on. */
const watchUntilHeard = async (grantId: string, session = person.session) => {
  const stream = await watch(session)
  const probe = setInterval(() => void take({ grantId, model: 'probe' }), 50)
  await stream.nextOf('usage')
  clearInterval(probe)
  return stream
}
const nextBesides = async (stream: Awaited<ReturnType<typeof watch>>, model: string): Promise<Frame | undefined> => {
  for (;;) {
    const frame = await stream.nextOf('usage')
    if (frame === undefined || frame.data.model !== model) return frame
  }
}

describe('401', () => {
  it('streams nothing to strangers and to apps', async () => {
    const { app } = await makeParties(controlPlane)
    for (const who of [{}, { app }]) expect((await controlPlane.ask('GET', '/v1/usage/stream', who)).status).toBe(401)
  })
})

describe('409', () => {
  it('opens ten streams an account and not one more, until one is closed', async () => {
    const open = []
    for (let i = 0; i < 10; i++) open.push(await watch(person.session))
    expect(open.map(({ status }) => status)).toEqual(Array.from({ length: 10 }, () => 200))
    expect((await controlPlane.ask('GET', '/v1/usage/stream', { session: person.session })).code).toBe('too_many')
    const other = await watch((await registerPerson(controlPlane)).session)
    expect(other.status).toBe(200)
    for (const stream of [...open, other]) stream.close()
  })
})

describe('200', () => {
  it('is an event stream that nothing on the way keeps or changes', async () => {
    const stream = await watch(person.session)
    expect(stream.headers.get('content-type')).toBe('text/event-stream; charset=utf-8')
    expect(stream.headers.get('cache-control')).toBe('no-store, no-transform')
    stream.close()
  })

  it('tells each call as the list shows it, and what it did to the budget; never those of others', async () => {
    const stranger = await registerPerson(controlPlane)
    const theirs = await createBotToken(controlPlane, stranger)
    const budgets = [{ period: 'total', capMicros: 50_000 }]
    const bot = await createBotToken(controlPlane, person, { budgets })
    const stream = await watchUntilHeard(bot.id)
    await take({ grantId: theirs.id, model: 'not-yours' })
    await take({ grantId: bot.id, model: 'mine', requestId: 'req_mine' })
    const call = await nextBesides(stream, 'probe')
    const { data } = await controlPlane.ask('GET', '/v1/usage/requests?model=mine', { session: person.session })
    expect(call?.data).toEqual(data.requests[0])
    expect(call?.id).toBe(`${Date.parse(call?.data.at)}.req_mine`)
    const news = await stream.nextOf('grant')
    expect(news?.data).toMatchObject({ grantId: bot.id, kind: 'bot-token', status: 'active' })
    expect(news?.data.budgets).toMatchObject([{ period: 'total', capMicros: 50_000 }])
    stream.close()
  })

  it('tells that terms changed and that a connection ended, whoever did it', async () => {
    const parties = { ...(await makeParties(controlPlane)), person }
    const { connectionId } = await connect(controlPlane, parties)
    const stream = await watchUntilHeard(connectionId)
    await stream.nextOf('grant')
    const path = `/v1/connections/${connectionId}`
    expectOk(
      await controlPlane.ask('PATCH', path, {
        json: {
          budgets: [
            { period: 'day', capMicros: 7 },
            { period: 'week', capMicros: 9 },
          ],
        },
        session: person.session,
      }),
    )
    let news = await stream.nextOf('grant')
    while (news?.data.budgets.length !== 2) news = await stream.nextOf('grant')
    expect(news?.data.budgets).toMatchObject([{ capMicros: 7 }, { capMicros: 9 }])
    expectOk(await controlPlane.ask('DELETE', path, { app: parties.app }))
    while (news?.data.status !== 'revoked') news = await stream.nextOf('grant')
    expect(news.data).toMatchObject({ grantId: connectionId, kind: 'connection' })
    stream.close()
  })

  it('brings again what was missed since the last event, oldest first', async () => {
    const bot = await createBotToken(controlPlane, person)
    const now = Date.now()
    await take({ grantId: bot.id, at: now - 3_600_000, model: 'long ago' })
    await take({ grantId: bot.id, at: now - 2, requestId: 'b' }, { grantId: bot.id, at: now - 1, requestId: 'c' })
    const stream = await watch(person.session, `${now}.a`)
    const missed = [await stream.nextOf('usage'), await stream.nextOf('usage')]
    expect(missed.map((frame) => frame?.data.requestId)).toEqual(['b', 'c'])
    stream.close()
  })

  it('starts afresh with a last event that is none of ours', async () => {
    for (const odd of ['nonsense', '99999999999999.x', '1']) {
      const stream = await watch(person.session, odd)
      expect(stream.status).toBe(200)
      stream.close()
    }
  })
})

describe('the end', () => {
  it('comes with the end of the session, and of no other', async () => {
    const login = { json: { email: person.email, password: person.password } }
    const other = expectOk(await controlPlane.ask('POST', '/v1/auth/login', login)).data.sessionToken as string
    const [ended, kept] = [await watch(person.session), await watch(other)]
    expectOk(await controlPlane.ask('POST', '/v1/auth/logout', { session: person.session }))
    await streams().round()
    expect(await ended.next()).toBeUndefined()
    const bot = await controlPlane.ask('GET', '/v1/account', { session: other })
    expect(bot.status).toBe(200)
    streams().endAll()
    expect(await kept.next()).toBeUndefined()
  })

  it('comes when the process is told to stop, without waiting for anybody', async () => {
    const stopping = await startControlPlane()
    const someone = await registerPerson(stopping)
    const stream = await watch(someone.session, undefined, stopping.origin)
    await stopping.close()
    expect(await stream.next()).toBeUndefined()
  }, 9_000)

  it('comes to a stream that nobody reads, before it fills the memory', () => {
    const written: string[] = []
    let isEnded = false
    const sink = {
      write: (text: string) => written.push(text) === 0,
      waiting: () => written.join('').length,
      end: () => (isEnded = true),
    }
    let tell = (_: { calls: never[] }): void => undefined
    const lazy = new UsageStreams({
      watchAccount: (_, listener) => {
        tell = listener
        return () => undefined
      },
      watchGrants: () => () => undefined,
      recentCalls: async () => [],
      describeGrants: async () => [],
      liveSessions: async () => new Set(),
      logger: { warn: () => undefined } as never,
    })
    lazy.open({ accountId: 'a', sessionId: 's' }, sink)
    const call = { at: new Date().toISOString(), requestId: 'r', connectionId: 'g', path: 'x'.repeat(1000) } as never
    for (let i = 0; i < 2000 && !isEnded; i++) tell({ calls: [call] })
    expect(isEnded).toBe(true)
    expect(sink.waiting()).toBeLessThan(1_100_000)
  })
})
