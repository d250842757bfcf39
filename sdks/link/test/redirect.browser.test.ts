import { app, log, make, PUBLIC, page, relay, SESSION, setUp, TOKEN } from './conversation.testing.js'

setUp()

/** Leaves the app for Link; gives what the address of Link says. */
const leave = async () => {
  await make({ mode: 'redirect', theme: 'dark' })
  await Promise.all([page.waitForURL(`${relay.origin}/**`), page.click('#open')])
  return new URLSearchParams(new URL(page.url()).hash.slice(1))
}
/** Comes back as Link does, and reads what it brought. */
const comeBack = async (result: object, rest = '') => {
  const fields = new URLSearchParams({ '1relay_link': JSON.stringify(result) })
  await page.goto(`${app.origin}/?tab=1#${fields.toString()}${rest}`)
  await page.waitForFunction(() => window.isLoaded)
  return page.evaluate(() => window.OneRelay.resume())
}
const ended = (nonce: string | null, ending: object = PUBLIC) => ({ source: '1relay-link', nonce, ...ending })

describe('a redirect', () => {
  it('hands the link token over where no server sees it', async () => {
    const fields = await leave()
    // A page asks for its icon as well.
    expect(relay.seen.filter((path) => path !== '/favicon.ico')).toEqual([`/link/${SESSION}`])
    expect(Object.fromEntries(fields)).toEqual({
      origin: app.origin,
      mode: 'redirect',
      nonce: expect.stringMatching(/^[0-9a-f]{32}$/),
      token: TOKEN,
      theme: 'dark',
    })
  })

  it('is not begun where the result could not be told from a forged one', async () => {
    await page.evaluate(() => {
      Object.defineProperty(window, 'sessionStorage', {
        get: () => {
          throw new DOMException('denied', 'SecurityError')
        },
      })
    })
    await make({ mode: 'redirect' })
    await page.click('#open')
    expect(await log()).toMatchObject([['exit', { code: 'storage_blocked' }, { linkSessionId: SESSION }]])
    expect(relay.seen).toEqual([])
  })
})

describe('what is brought back', () => {
  it.each([
    ['with another nonce', () => ended('0'.repeat(32))],
    ['without a nonce', () => ended(null)],
    ['with a token of another kind', (nonce: string) => ended(nonce, { type: 'success', publicToken: '1r_at_x' })],
    ['that is no ending', (nonce: string) => ended(nonce, { type: 'ready' })],
  ])('is ignored and taken out of the address: a result %s', async (_, forge) => {
    const nonce = (await leave()).get('nonce') ?? ''
    expect(await comeBack(forge(nonce), '&mine=1')).toBeUndefined()
    expect(page.url()).toBe(`${app.origin}/?tab=1#mine=1`)
  })

  it('is ignored in a tab that asked for nothing', async () => {
    expect(await comeBack(ended('0'.repeat(32)))).toBeUndefined()
    expect(await comeBack(ended(''))).toBeUndefined()
  })

  it('is the public token, once, with the state of the server', async () => {
    const nonce = (await leave()).get('nonce')
    const outcome = await comeBack(ended(nonce), '&1relay_state=state-1')
    const metadata = { ...PUBLIC.metadata, linkSessionId: SESSION, budget: null }
    expect(outcome).toEqual({ outcome: 'success', publicToken: '1r_pt_x', metadata, state: 'state-1' })
    expect(page.url()).toBe(`${app.origin}/?tab=1`)
    expect(await comeBack(ended(nonce))).toBeUndefined()
  })

  it('is that the person left', async () => {
    const nonce = (await leave()).get('nonce')
    const outcome = await comeBack(ended(nonce, { type: 'exit', error: null }))
    expect(outcome).toMatchObject({ outcome: 'exit', error: null, state: null })
  })
})
