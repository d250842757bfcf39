import type { TermsText } from '../../terms/parse-terms.js'
import { keySummary } from './key-summary.js'
import { type KeyText, parseKey } from './parse-key.js'

const now = new Date('2026-11-21T12:00:00Z')
const NO_TERMS: TermsText = {
  caps: { day: '', week: '', month: '', total: '' },
  requestsPerMinute: '',
  concurrentRequests: '',
}
const text = (given: Partial<KeyText> = {}): KeyText => ({
  name: 'Web app',
  owner: 'application',
  holderEmail: '',
  environment: '',
  methods: ['GET'],
  paths: '/v1/voices',
  deniedQueryParameters: '',
  models: '',
  ends: '604800',
  endsAt: '',
  network: 'any',
  cidrs: '',
  ...given,
})
const parse = (given: Partial<KeyText>, isPriced = true, terms = NO_TERMS) =>
  parseKey({ text: text(given), terms, isPriced, now })

describe('parseKey', () => {
  it.each([
    ['a key without a name', { name: ' ' }, 'name'],
    ['no method, which would allow nothing', { methods: [] }, 'methods'],
    ['no path, which would allow nothing', { paths: ' ' }, 'paths'],
    ['a path with a query', { paths: '/v1/files?purpose=x' }, 'paths'],
    ['a path that is none', { paths: 'v1/files' }, 'paths'],
    ['a person without an address to ask', { owner: 'person', network: 'confirm' }, 'holderEmail'],
    ['an allowlist of nothing', { network: 'allowlist' }, 'cidrs'],
    ['an allowlist of what is no network', { network: 'allowlist', cidrs: '203.0.113.0/33' }, 'cidrs'],
    ['an allowlist of names', { network: 'allowlist', cidrs: 'office.example.com' }, 'cidrs'],
    ['an end in the past', { ends: 'date', endsAt: '2026-11-20T12:00' }, 'endsAt'],
    ['an end of nothing', { ends: 'date', endsAt: '' }, 'endsAt'],
    ['a vendor for ever', { owner: 'vendor', ends: 'never' }, 'endsAt'],
    ['an environment that is a sentence', { environment: 'our production' }, 'environment'],
  ] as const)('refuses %s, and says where', (_, given, field) => {
    const parsed = parse(given)
    expect(parsed.ok ? [] : Object.keys(parsed.problems)).toEqual([field])
  })

  it('leaves budgets and models out where nothing has a price', () => {
    const terms = { ...NO_TERMS, caps: { ...NO_TERMS.caps, day: '5' }, requestsPerMinute: '60' }
    expect(parse({ models: 'gpt-4o' }, false, terms)).toMatchObject({
      ok: true,
      terms: { budgets: [], models: undefined, limits: { requestsPerMinute: 60 } },
    })
  })

  it('takes lists as people write them, each entry once, methods in their order', () => {
    const parsed = parse({
      methods: ['POST', 'GET'],
      paths: '/v1/responses\n/v1/files/*, /v1/responses',
      network: 'allowlist',
      cidrs: '203.0.113.7\n2001:db8::/32',
    })
    expect(parsed).toMatchObject({
      ok: true,
      terms: {
        methods: ['GET', 'POST'],
        paths: ['/v1/responses', '/v1/files/*'],
        network: { mode: 'allowlist', cidrs: ['203.0.113.7', '2001:db8::/32'] },
        expiresAt: '2026-11-28T12:00:00.000Z',
      },
    })
  })

  it('says nothing of the end when it is to stay as it is', () => {
    const parsed = parse({ ends: 'keep' })
    expect(parsed.ok && 'expiresAt' in parsed.terms).toBe(false)
  })
})

describe('the summary', () => {
  const words = (given: Partial<KeyText>, isPriced = true) =>
    keySummary({ text: text(given), terms: NO_TERMS, isPriced, api: 'ElevenLabs' }).join(' ')

  it('never reads as an allowance while nothing is allowed', () => {
    expect(words({ methods: [], paths: '' })).toContain('with no method yet at no path yet')
  })

  it('says who, what, from where and until when', () => {
    const said = words({
      owner: 'person',
      holderEmail: 'sam@example.com',
      network: 'confirm',
      methods: ['GET', 'POST'],
      deniedQueryParameters: 'associations',
    })
    expect(said).toContain('sam@example.com may call ElevenLabs with GET and POST at /v1/voices.')
    expect(said).toContain('Never with the query parameter associations.')
    expect(said).toContain('From networks that sam@example.com has confirmed')
    expect(said).toContain('It ends by itself in 7 days.')
  })

  it('names no models where the API has none', () => {
    expect(words({ models: 'gpt-4o' }, false)).not.toContain('gpt-4o')
  })
})
