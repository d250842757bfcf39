import {
  ask,
  codeOf,
  Fleet,
  isWhole,
  makeSpender,
  open,
  type Question,
  type Reply,
  type Spender,
  until,
} from '../../house/fleet/index.js'

const CLIENTS = 8
const PATIENT = 6

let fleet: Fleet
let grant: Spender

beforeAll(async () => {
  fleet = await Fleet.start({ relays: 2 })
  grant = await makeSpender({ budgets: [{ period: 'total', capMicros: 1_000_000_000 }] })
})
afterAll(() => fleet.stop())

const question = (agent: string): Question => ({
  token: grant.token,
  agent,
  isStream: true,
  inputTokens: 100,
  outputTokens: 50,
})

/** Asks one relay and, if that turns it away, the other: never after it took the request. */
const askWithRetry = async (n: number, name: string): Promise<Reply> => {
  const first = await ask(fleet.relay(n).origin, question(`${name} first`)).catch(() => undefined)
  if (first?.status === 200) return first
  if (first !== undefined) expect([first.status, codeOf(first)]).toEqual([503, 'draining'])
  expect(fleet.upstream.served.has(`${name} first`)).toBe(false)
  return ask(fleet.relay(n + 1).origin, question(`${name} second`))
}

const runClients = (isLoaded: () => boolean, replies: Reply[]): Promise<unknown> => {
  const client = async (n: number): Promise<void> => {
    for (let i = 0; isLoaded(); i++) replies.push(await askWithRetry(n + i, `${n}.${i}`))
  }
  return Promise.all(Array.from({ length: CLIENTS }, (_, n) => client(n)))
}

it('relays are taken away one after the other under load, and no request is dropped half-way', async () => {
  let isLoaded = true
  const replies: Reply[] = []
  const clients = runClients(() => isLoaded, replies)
  for (const [number, relay] of fleet.relays.entries()) {
    fleet.upstream.hold()
    const opening = Array.from({ length: PATIENT }, (_, n) =>
      open(relay.origin, { ...question(`patient ${number}.${n}`), isPatient: true }),
    )
    const streams = await Promise.all(opening)
    const before = replies.length
    const stopping = relay.stop()
    await until('the load goes on without it', () => replies.length > before + 10 * CLIENTS)
    fleet.upstream.release()
    expect((await Promise.all(streams.map(({ reply }) => reply))).map(isWhole)).toEqual(Array(PATIENT).fill(true))
    expect(await stopping).toBe(0)
    await relay.start()
  }
  isLoaded = false
  await clients
  expect(replies.filter((reply) => !isWhole(reply))).toEqual([])
  await until(
    'every request has its row',
    async () => (await fleet.rows(grant.id)).length >= fleet.upstream.served.size,
  )
  const rows = (await fleet.rows(grant.id)).filter(({ decision }) => decision === 'allowed')
  expect(new Set(rows.map(({ outcome }) => outcome))).toEqual(new Set(['completed']))
  expect(rows).toHaveLength(fleet.upstream.served.size)
})
