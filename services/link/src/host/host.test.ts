import type { PageMessage } from '@1relay/link-sdk/protocol'
import { openHostChannel, type PageWindow, parseFragment } from './index.js'

const nonce = '0123456789abcdef'
const origin = 'https://quill.example'
const claim = { origin, nonce, mode: 'iframe' } as const
const token = '1r_lt_0Ab1Cd2Ef3Gh4Ij5'
const settled = () => new Promise((resolve) => setImmediate(resolve))

const makePage = () => {
  const posted: { message: unknown; targetOrigin: string }[] = []
  const host = { postMessage: (message: unknown, targetOrigin: string) => void posted.push({ message, targetOrigin }) }
  const went: string[] = []
  const listeners: ((event: MessageEvent) => void)[] = []
  const page: PageWindow = {
    parent: host,
    opener: null,
    location: { replace: (url) => void went.push(String(url)) },
    addEventListener: (_type, listener) => void listeners.push(listener),
    close: () => undefined,
  }
  const receive = (event: { origin: string; source: unknown; data: unknown }) =>
    listeners.forEach((listener) => listener(event as MessageEvent))
  return { page, host, posted, went, receive }
}

describe('the fragment', () => {
  it.each([
    '',
    '#',
    `#origin=*&nonce=${nonce}&mode=iframe`,
    `#origin=null&nonce=${nonce}&mode=iframe`,
    `#origin=https%3A%2F%2Fquill.example%2F&nonce=${nonce}&mode=iframe`,
    `#origin=javascript%3Aalert(1)&nonce=${nonce}&mode=iframe`,
    `#origin=https%3A%2F%2Fquill.example&nonce=short&mode=iframe`,
    `#origin=https%3A%2F%2Fquill.example&nonce=${nonce}&mode=tab`,
  ])('refuses %p', (hash) => {
    expect(parseFragment(hash)).toBeUndefined()
  })

  it('needs the token with a redirect, because nobody is left to hand it over', () => {
    const hash = `#origin=https%3A%2F%2Fquill.example&nonce=${nonce}&mode=redirect`
    expect(parseFragment(hash)).toBeUndefined()
    expect(parseFragment(`${hash}&token=with%20space`)).toBeUndefined()
    const init = { token, theme: 'system' }
    expect(parseFragment(`${hash}&token=${token}&theme=x`)).toEqual({ origin, nonce, mode: 'redirect', init })
  })

  it('names origin, nonce and mode of the host', () => {
    const hash = `#origin=${encodeURIComponent(origin)}&nonce=${nonce}&mode=iframe`
    expect(parseFragment(hash)).toEqual(claim)
  })
})

describe('the channel', () => {
  it('does not open to a page that nobody opened', () => {
    const { page } = makePage()
    expect(openHostChannel({ ...claim, mode: 'window' }, page)).toBeUndefined()
    expect(openHostChannel(claim, { ...page, parent: null })).toBeUndefined()
  })

  it('believes no message whose origin, window, nonce or shape is not the host’s', async () => {
    const { page, host, receive } = makePage()
    let heard: unknown
    void openHostChannel(claim, page)?.init.then((init) => (heard = init))
    const data = { source: '1relay-link', nonce, type: 'init', token, theme: 'dark' }
    receive({ origin: 'https://evil.example', source: host, data })
    receive({ origin, source: {}, data })
    receive({ origin, source: host, data: { ...data, nonce: 'fedcba9876543210' } })
    receive({ origin, source: host, data: { ...data, source: 'other' } })
    receive({ origin, source: host, data: { ...data, token: 'with space' } })
    receive({ origin, source: host, data: 'text' })
    await settled()
    expect(heard).toBeUndefined()
    receive({ origin, source: host, data })
    receive({ origin, source: host, data: { ...data, token: '1r_lt_another_one' } })
    await settled()
    expect(heard).toEqual({ token, theme: 'dark' })
  })

  it('posts to the exact origin, with the nonce', () => {
    const { page, posted } = makePage()
    const message: PageMessage = { type: 'ready' }
    openHostChannel(claim, page)?.post(message)
    expect(posted).toEqual([{ message: { source: '1relay-link', nonce, type: 'ready' }, targetOrigin: origin }])
  })

  it('hears that the host takes Link away', async () => {
    const { page, host, receive } = makePage()
    const channel = openHostChannel(claim, page)
    receive({ origin, source: host, data: { source: '1relay-link', nonce, type: 'close' } })
    await expect(channel?.closed).resolves.toBe(true)
  })
})

describe('the way back after a redirect', () => {
  const ending = {
    type: 'success' as const,
    publicToken: '1r_pt_x',
    metadata: { linkSessionId: 's', connectionId: 'c', providers: [], budget: null, status: 'authorized' },
  }
  const open = () => {
    const made = makePage()
    const init = { token, theme: 'system' } as const
    const channel = openHostChannel({ ...claim, mode: 'redirect', init }, made.page)
    if (channel === undefined) throw new Error('no channel')
    return { ...made, channel }
  }

  it('leads nowhere before the session has named a registered address', () => {
    const { channel, went } = open()
    channel.post(ending)
    expect(went).toEqual([])
  })

  it('is taken at an ending only, with the result where no server sees it', () => {
    const { channel, went, posted } = open()
    channel.returnTo({ redirectUri: 'https://quill.example/back?a=b', state: 'a&b=c' })
    channel.post({ type: 'ready' })
    expect(went).toEqual([])
    channel.post(ending)
    const url = new URL(went[0] ?? '')
    expect(`${url.origin}${url.pathname}${url.search}`).toBe('https://quill.example/back?a=b')
    const fields = new URLSearchParams(url.hash.slice(1))
    expect(JSON.parse(fields.get('1relay_link') ?? '')).toEqual({ source: '1relay-link', nonce, ...ending })
    expect(fields.get('1relay_state')).toBe('a&b=c')
    expect(posted).toEqual([])
  })
})

describe('a window that the browser refused', () => {
  it('is heard of from the host alone, as often as it happens', () => {
    const { page, host, receive } = makePage()
    let blocked = 0
    openHostChannel(claim, page)?.onBlocked(() => blocked++)
    const data = { source: '1relay-link', nonce, type: 'blocked' }
    receive({ origin: 'https://evil.example', source: host, data })
    receive({ origin, source: {}, data })
    expect(blocked).toBe(0)
    receive({ origin, source: host, data })
    receive({ origin, source: host, data })
    expect(blocked).toBe(2)
  })
})
