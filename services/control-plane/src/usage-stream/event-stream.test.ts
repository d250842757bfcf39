import { formatEvent, momentOf, placeOfCall } from './event-stream.js'

describe('an event', () => {
  it('is one frame, whatever is in it', () => {
    const text = formatEvent('usage', { model: 'a\n\nevent: grant\ndata: {}' }, '1.x')
    expect(text.split('\n\n')).toHaveLength(2)
    expect(text.split('\n')).toHaveLength(5)
  })

  it('has an id that leads back to its moment, and never ends its line', () => {
    const id = placeOfCall({ at: '2026-11-21T10:00:00.123Z', requestId: 'req\r\nevent: grant\0' })
    expect(id).toBe('1795255200123.reqevent:grant')
    expect(momentOf(id)).toEqual(new Date('2026-11-21T10:00:00.123Z'))
  })

  it.each(['', 'x', '-1.x', '1', '999999999999999.x', '1e3.x'])('knows no moment of %j', (id) => {
    expect(momentOf(id)).toBeUndefined()
  })
})
