import { textOf } from './call.http.js'

describe('textOf', () => {
  const event = (content: string) => `data: ${JSON.stringify({ choices: [{ delta: { content } }] })}\n\n`

  it('leaves out an event that is not whole yet', () => {
    expect(textOf(event('Hel') + event('lo').slice(0, -8))).toBe('Hel')
  })

  it('reads lines as any server ends them, and skips what is no text', () => {
    expect(
      textOf(`: comment\r\n${event('a').replaceAll('\n', '\r\n')}data: {"choices":[]}\r\n\r\ndata: [DONE]\r\n`),
    ).toBe('a')
  })

  it('shows the error that ends a stream', () => {
    expect(textOf(`${event('a')}data: {"error":{"message":" The budget is spent."}}\n\n`)).toBe(
      'a The budget is spent.',
    )
  })
})
