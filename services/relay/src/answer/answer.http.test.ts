import { once } from 'node:events'
import { createServer, get, type IncomingMessage, type ServerResponse } from 'node:http'
import { connect, type AddressInfo } from 'node:net'
import { text } from 'node:stream/consumers'
import { dialectOf } from '../meter/index.js'
import { Answer, type Coverage } from './index.js'

const event = (content: string): Buffer =>
  Buffer.from(`data: ${JSON.stringify({ choices: [{ delta: { content } }] })}\n\n`)

const answerTo = (res: ServerResponse, coverage: Coverage | undefined): Answer => {
  const rest = { mask: undefined, dropsUsageEvent: false, added: () => [], refuse: () => 502, onEnd: () => undefined }
  return new Answer({ res, dialect: dialectOf('openai'), path: '/v1/chat/completions', coverage, ...rest })
}

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
    const answer = answerTo(res, coverage)
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
  it('piles up no interim answers for a caller that reads none', async () => {
    const { port } = server.address() as AddressInfo
    const caller = connect(port, '127.0.0.1').pause()
    caller.write('GET / HTTP/1.1\r\nhost: a\r\n\r\n')
    const [, res] = (await once(server, 'request')) as [IncomingMessage, ServerResponse]
    const answer = answerTo(res, undefined)
    const hint = ['link', `</${'a'.repeat(8000)}>; rel=preload`]
    for (let round = 0; round < 4000; round++) {
      answer.onInterim(103, hint)
      // What the kernel takes is not with us.
      if (round % 100 === 0) await new Promise((resolve) => setImmediate(resolve))
    }
    expect(res.socket?.writableLength).toBeLessThan(100_000)
    caller.destroy()
  })
})
