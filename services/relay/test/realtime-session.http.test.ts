import { LLMock } from '@copilotkit/aimock'
import { once } from 'node:events'
import { WebSocket } from 'ws'
import { eventually, Harness, month } from './harness.js'

const PATH = '/v1/proxy/passthrough/openai/v1/realtime?model=gpt-realtime'

describe('a Realtime session', () => {
  it('runs through the relay and is charged what it reports', async () => {
    const mock = new LLMock({ port: 0, host: '127.0.0.1' })
    mock.onMessage('hello', {
      content: 'Good day',
      usage: { prompt_tokens: 1000, completion_tokens: 70, total_tokens: 1070 },
    })
    await mock.start()
    const harness = await Harness.start({ PROVIDER_ORIGINS: JSON.stringify({ openai: mock.url }) })
    const granted = await harness.grant({ budgets: month(1e9) })
    const headers = { authorization: `Bearer ${granted.token}` }
    const socket = new WebSocket(harness.origin.replace('http', 'ws') + PATH, { headers })
    const types: string[] = []
    socket.on('message', (data) => types.push((JSON.parse((data as Buffer).toString()) as { type: string }).type))
    await once(socket, 'open')
    const item = { type: 'message', role: 'user', content: [{ type: 'input_text', text: 'hello' }] }
    socket.send(JSON.stringify({ type: 'conversation.item.create', item }))
    socket.send(JSON.stringify({ type: 'response.create' }))
    await eventually(() => (types.includes('response.done') ? true : undefined))
    socket.close()
    expect(types).toEqual(expect.arrayContaining(['session.created', 'response.created', 'response.done']))
    expect(await harness.event(granted)).toMatchObject({ outcome: 'completed', status: 101, model: 'gpt-realtime' })
    expect((await harness.money(granted)).held).toBe(0)
    await harness.stop()
    await mock.stop()
  })
})
