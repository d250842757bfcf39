import { parseWish, type WishText } from './parse-wish.js'

const now = new Date('2026-11-21T12:00:00Z')
const text = (given: Partial<WishText>): WishText => ({
  name: 'Bot',
  keys: ['openai default'],
  models: '',
  ends: '0',
  caps: { day: '', week: '', month: '', total: '' },
  requestsPerMinute: '',
  concurrentRequests: '',
  ...given,
})

describe('parseWish', () => {
  it('names every field that is wrong', () => {
    const caps = { day: 'much', week: '', month: '', total: '' }
    const parsed = parseWish(text({ name: '  ', keys: [], models: 'gpt 4', caps }), now)
    expect(parsed.ok ? [] : Object.keys(parsed.problems)).toEqual(['name', 'keys', 'models', 'terms'])
  })

  it('ends a token of which nobody knows when, within a day', () => {
    const parsed = parseWish(text({ ends: 'someday' }), now)
    expect(parsed).toMatchObject({ ok: true, wish: { expiresAt: '2026-11-22T12:00:00.000Z' } })
  })

  it('takes no models as all, and several as they are named', () => {
    expect(parseWish(text({}), now)).toMatchObject({ ok: true, wish: { models: undefined, expiresAt: undefined } })
    expect(parseWish(text({ models: ' gpt-4o-mini , gpt-4.1*,' }), now)).toMatchObject({
      ok: true,
      wish: { models: ['gpt-4o-mini', 'gpt-4.1*'] },
    })
  })
})
