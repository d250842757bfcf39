import { runArgon2id } from '@1relay/vault'
import type { PageMessage } from '@1relay/link-sdk/protocol'
import { MemoryLinkApi } from '../api/link-api.memory.js'
import type { LinkView } from '../api/index.js'
import { INITIAL, reduce } from '../flow/index.js'
import type { HostChannel } from '../host/index.js'
import type { PasskeyAssertion } from '../api/link-api.port.js'
import type { Relay, RelayAnswer } from '@1relay/custody'
import { LinkSession, makeStore } from './index.js'

export const origin = 'https://quill.example'
export const linkSessionId = '0Ab1Cd2Ef3Gh4Ij5'
export const linkToken = '1r_lt_0Ab1Cd2Ef3Gh4Ij5_token'
export const view: LinkView = {
  linkSessionId,
  grantId: 'GrantGrantGrant1',
  app: { clientId: '1r_cid_0Ab1Cd2Ef3Gh4Ij5', name: 'Quill', logoUrl: null, isTest: false, origins: [origin] },
  requestedProviders: ['openai'],
  budgetSuggestionCents: 1000,
  requestsPerMinuteSuggestion: null,
  models: null,
  expiresAt: '2026-11-21T12:30:00.000Z',
  redirectUri: null,
  state: null,
  update: null,
}
const providers = [{ slug: 'openai', name: 'OpenAI', keyPattern: '^sk-', keyPage: null }]
export const email = 'ada@example.com'
export const accountPassword = 'canary account password'
export const masterPassword = 'canary-orbit-velvet-candle'
export const secretKey = 'sk-canary-2f1c9d7e5b'
export const newKey = (isChecked = false) => ({ credential: utf8(secretKey), isChecked })
const utf8 = (text: string) => new TextEncoder().encode(text)

interface Change {
  readonly view?: Partial<LinkView>
  readonly hostOrigin?: string
  /** What the relay answers when a key is tried. */
  readonly answer?: RelayAnswer
  /** What the browser's passkeys give. */
  readonly assertion?: PasskeyAssertion
}

/** A visit on a control plane and a relay in memory, with a host that keeps what it is told. */
export const setUp = (change: Change = {}) => {
  const api = new MemoryLinkApi({ view: { ...view, ...change.view }, providers, linkToken })
  const posted: PageMessage[] = []
  let takeAway: (value: true) => void = () => undefined
  const host: HostChannel = {
    origin: change.hostOrigin ?? origin,
    mode: 'iframe',
    init: Promise.resolve({ token: linkToken, theme: 'dark' }),
    closed: new Promise((resolve) => (takeAway = resolve)),
    post: (message) => void posted.push(message),
    close: () => undefined,
    onBlocked: () => undefined,
    returnTo: () => undefined,
  }
  const store = makeStore(reduce, INITIAL)
  const asked: string[] = []
  const relay: Relay = {
    get: async (call) => {
      asked.push(JSON.stringify(call))
      return change.answer
    },
  }
  const passkeys = { isAvailable: true, get: async () => change.assertion }
  const clock = () => new Date('2026-11-21T12:00:00.000Z')
  const askPasskey = async () => ({ ok: false as const, reason: 'cancelled' as const })
  const parts = { api, relay, argon2id: runArgon2id, passkeys, askPasskey, store, host, linkSessionId, clock }
  const session = new LinkSession(parts)
  const names = () => posted.map((message) => (message.type === 'event' ? message.name : message.type))
  return { api, session, store, posted, asked, names, takeAway: () => takeAway(true) }
}

export const toProviders = async (house: ReturnType<typeof setUp>) => {
  const { session } = house
  await session.start()
  await session.account.signIn('register', email, accountPassword)
  await session.vault.create(masterPassword)
  const code = session.vault.recoveryCode
  await session.vault.keepCode()
  return code
}

export const toReview = async (house: ReturnType<typeof setUp>) => {
  const code = await toProviders(house)
  await house.session.keys.add('openai', { provider: 'openai', label: 'default' }, newKey())
  house.session.keys.confirm()
  house.session.consent.setLimits({ budgetCents: 1000, requestsPerMinute: 60 })
  return code
}
