import { SseParser } from './sse.js'

const bytes = (text: string) => new TextEncoder().encode(text)
const parse = (...pieces: string[]) => {
  const parser = new SseParser(1_000)
  return pieces.flatMap((piece) => parser.push(bytes(piece)) ?? ['too large'])
}

describe('SseParser', () => {
  it('stops at an event that grows beyond the bound, on one line or on many', () => {
    expect(parse(`data: ${'x'.repeat(2_000)}`)).toEqual(['too large'])
    expect(parse(...Array.from({ length: 300 }, () => 'data: xxxx\n'))).toContain('too large')
  })

  it('drops an event that was never finished', () => {
    expect(parse('data: a\n')).toEqual([])
  })

  it('ignores comments, names, ids and empty events', () => {
    expect(parse(': ping\n\nevent: x\nid: 1\ndata: a\n\n\n\n')).toEqual(['a'])
  })

  it.each(['\n', '\r\n', '\r'])('takes line ends of %j', (end) => {
    expect(parse(['data: a', 'data:b', '', 'data: c', '', ''].join(end))).toEqual(['a\nb', 'c'])
  })
})
