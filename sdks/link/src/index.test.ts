import { type LinkError, OneRelay } from './index.js'

const apiBaseUrl = 'https://relay.example'

// This file runs in Node, where there is no window: as on a server that renders a page.
describe('on a server', () => {
  it('a handler can be made and thrown away', () => {
    expect('window' in globalThis).toBe(false)
    const token = `1r_lt_${'a'.repeat(16)}_${'b'.repeat(43)}_${'c'.repeat(6)}`
    const handler = OneRelay.create({ token, apiBaseUrl, onSuccess: () => undefined })
    handler.exit()
    handler.destroy()
    handler.open()
  })
})

describe('create', () => {
  it('throws for an address that is none: a mistake in the app', () => {
    expect(() => OneRelay.create({ token: '', apiBaseUrl: 'relay', onSuccess: () => undefined })).toThrow(TypeError)
  })

  it('reports a token that is none by onExit, without quoting it', () => {
    const errors: (LinkError | null)[] = []
    const onExit = (error: LinkError | null) => errors.push(error)
    OneRelay.create({ token: 'not-a-token', apiBaseUrl, onSuccess: () => undefined, onExit }).open()
    expect(errors).toMatchObject([{ code: 'invalid_link_token' }])
    expect(JSON.stringify(errors)).not.toContain('not-a-token')
  })
})

describe('link', () => {
  it('resolves with the error, so that a forgotten catch loses nothing', async () => {
    expect(await OneRelay.link({ token: 'x', apiBaseUrl })).toMatchObject({
      outcome: 'exit',
      error: { code: 'invalid_link_token' },
    })
  })
})
