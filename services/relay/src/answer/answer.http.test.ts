import { once } from 'node:events'
import { createServer, get, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { text } from 'node:stream/consumers'
import { dialectOf } from '../meter/index.js'
import { Answer, type Coverage } from './index.js'

const event = (content: string): Buffer =>
  Buffer.from(`data: ${JSON.stringify({ choices: [{ delta: { content } }] })}\n\n`)

describe('Answer', () => {
  const server = createServer()
  beforeAll(() => once(server.listen(0, '127.0.0.1'), 'listening'))
  afterAll(() => server.close())

  /** An answer on its way to a caller, under that coverage. */
  const open = async (coverage: Coverage) => {
    const { port } = server.address() as AddressInfo
    const asked = once(server, 'request') as Promise<[IncomingMessage, ServerResponse]>
    const answered = once(get({ port, agent: false }), 'response') as Promise<[IncomingMessage]>
    const [, res] = await asked
    const rest = { mask: undefined, dropsUsageEvent: false, added: () => [], refuse: () => 502, onEnd: () => undefined }
    const answer = new Answer({ res, dialect: dialectOf('openai'), path: '/v1/chat/completions', coverage, ...rest })
    answer.onHead(200, 'OK', ['content-type', 'text/event-stream'], true)
    return { answer, content: answered.then(([response]) => text(response)) }
  }

  it('passes all in its order that came while more was being held for, as records of TLS do', async () => {
    const { promise: mayGoOn, resolve } = Promise.withResolvers<undefined>()
    let covered = 0
    const coverage: Coverage = {
      covers: (units) => units <= covered,
      reach: async (units) => {
        await mayGoOn
        covered = units
        return undefined
      },
    }
    const { answer, content } = await open(coverage)
    const events = [event('one'), event('two'), event('three')]
    for (const one of events.slice(0, 2)) expect(answer.onData(one)).toBe(false)
    answer.onEnd([], events[2])
    resolve(undefined)
    expect(await content).toBe(Buffer.concat(events).toString())
  })
})
