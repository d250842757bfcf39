import { readMessage } from './message.js'

const page = {}
const expected = { origin: 'https://relay.example', source: page, nonce: 'n' }
const read = (data: unknown, event: object = {}) =>
  readMessage({ origin: expected.origin, source: page, data, ...event }, expected)
const ready = { source: '1relay-link', nonce: 'n', type: 'ready' }

describe('readMessage', () => {
  it.each([
    ['another origin', { origin: 'https://evil.example' }],
    ['an origin that only begins like ours', { origin: 'https://relay.example.evil.example' }],
    ['no origin', { origin: '' }],
    ['another window', { source: {} }],
    ['no window', { source: null }],
  ])('ignores what comes from %s', (_name, event) => {
    expect(read(ready, event)).toBeUndefined()
  })

  it('ignores a message without a window even while there is none to expect', () => {
    expect(
      readMessage({ origin: expected.origin, source: null, data: ready }, { ...expected, source: null }),
    ).toBeUndefined()
  })

  it.each([
    ['another nonce', { ...ready, nonce: 'x' }],
    ['no nonce', { source: '1relay-link', type: 'ready' }],
    ['another library', { ...ready, source: 'react-devtools' }],
    ['an unknown type', { ...ready, type: 'init' }],
    ['a text', JSON.stringify(ready)],
    ['nothing', null],
    ['a success without a token', { ...ready, type: 'success' }],
    ['a success with a token of another kind', { ...ready, type: 'success', publicToken: '1r_at_x' }],
    ['an event without a name', { ...ready, type: 'event' }],
  ])('ignores %s', (_name, data) => {
    expect(read(data)).toBeUndefined()
  })

  it('takes a success without a token, as after a change of a connection', () => {
    expect(read({ ...ready, type: 'success', publicToken: null })).toMatchObject({ type: 'success', publicToken: null })
  })

  it('reads what Link says', () => {
    expect(read(ready)).toEqual({ type: 'ready' })
    expect(read({ ...ready, type: 'window' })).toEqual({ type: 'window' })
    const metadata = { status: 'opened' }
    expect(read({ ...ready, type: 'event', name: 'LOGIN', metadata })).toEqual({
      type: 'event',
      name: 'LOGIN',
      metadata,
    })
    expect(read({ ...ready, type: 'exit' })).toEqual({ type: 'exit', error: null, metadata: {} })
    const success = { type: 'success', publicToken: '1r_pt_x', metadata }
    expect(read({ ...ready, ...success })).toEqual(success)
  })
})
