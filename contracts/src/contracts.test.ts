import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parse } from 'yaml'
import { ERRORS, findProvider, PROVIDERS, redisKeys, VENDORS } from './index.js'

interface Operation {
  operationId: string
  security?: Record<string, string[]>[]
  summary?: string
  responses: Record<string, unknown>
}
type Document = { paths: Record<string, Record<string, Operation>> }
const contract = parse(readFileSync(join(__dirname, '../openapi.yaml'), 'utf8')) as Document
const methods = ['get', 'post', 'put', 'patch', 'delete']
const operations = Object.entries(contract.paths).flatMap(([path, item]) =>
  methods.flatMap((method) => (item[method] ? [{ path, method, operation: item[method] }] : [])),
)

describe('the public contract', () => {
  it('gives every operation its own id, a summary, a default error and an explicit security', () => {
    const ids = operations.map(({ operation }) => operation.operationId)
    expect(new Set(ids).size).toBe(ids.length)
    for (const { path, method, operation } of operations) {
      const name = `${method} ${path}`
      expect([name, Boolean(operation.summary)]).toEqual([name, true])
      expect([name, 'default' in operation.responses]).toEqual([name, true])
      expect([name, Array.isArray(operation.security)]).toEqual([name, true])
    }
  })

  it('names every operation that needs no authentication: a longer list is a decision, not an accident', () => {
    const open = operations.filter(
      ({ operation: { security = [{}] } }) =>
        security.length === 0 || security.some((way) => Object.keys(way).length === 0),
    )
    expect(open.map(({ operation }) => operation.operationId).sort()).toEqual([
      'beginPasskeySignIn',
      'browserAppHealth',
      'browserAppVersion',
      'confirmIp',
      'confirmMagicLink',
      'getContract',
      'getSecurityTxt',
      'health',
      'listProviders',
      'listRelayKeys',
      'listRelayModels',
      'listVendors',
      'login',
      'openLinkSession',
      'previewInvitation',
      'previewIpConfirmation',
      'previewMagicLink',
      'refuseIp',
      'register',
      'registerRelayUser',
      'reportLinkEvent',
      'requestMagicLink',
      'revokeToken',
      'signInWithPasskey',
    ])
  })
})

describe('the error catalogue', () => {
  it.each(Object.entries(ERRORS))('%s has a status, a kind and a sentence of its own', (code, entry) => {
    expect(code).toMatch(/^[a-z]+(_[a-z]+)*$/)
    expect(entry.status).toBeGreaterThanOrEqual(400)
    expect(entry.message).toMatch(/^[A-Z].*\.$/)
    expect(Object.values(ERRORS).filter((other) => other.message === entry.message)).toHaveLength(1)
  })

  it('uses 402 for money, so that official clients do not retry', () => {
    expect(ERRORS.budget_exceeded.status).toBe(402)
  })
})

describe('the provider catalogue', () => {
  it.each(PROVIDERS.map((provider) => [provider.slug, provider] as const))('%s is complete', (slug, provider) => {
    expect(slug).toMatch(/^[a-z0-9-]{1,40}$/)
    expect(findProvider(slug)).toBe(provider)
    expect(() => new RegExp(provider.keyPattern)).not.toThrow()
    expect(provider.chatPath).toMatch(/^\/[a-z0-9/]+$/)
    if (provider.origin !== null) expect(new URL(provider.origin).origin).toBe(provider.origin)
    expect(provider.credential.header).toBe(provider.credential.header.toLowerCase())
  })

  it('knows nothing of a name from the prototype', () => {
    expect(findProvider('constructor')).toBeUndefined()
    expect(findProvider('__proto__')).toBeUndefined()
  })
})

describe('the vendor catalogue', () => {
  it('has every vendor that we say works, once, in the order of their names', () => {
    const promised =
      'Absorb LMS, Anthropic, Cloudflare, DocuSign, ElevenLabs, ElevenLabs Agents, Empeon, Fly.io, Gemini, GitHub, Greenhouse, HiBob, Mailgun, MedFlyt, OpenAI, Postmark, PurelyHR, Ramp, Resend, Salesforce, SendGrid, Stripe, Survicate, Talkdesk, Twilio, Verint Adherence, Verint WFM, Verint WFM-RM'
    const names = VENDORS.map(({ name }) => name)
    expect(promised.split(', ').filter((name) => !names.includes(name))).toEqual([])
    expect(names).toEqual([...names].sort((a, b) => a.localeCompare(b, 'en')))
    expect(new Set(VENDORS.map(({ slug }) => slug)).size).toBe(VENDORS.length)
  })

  it.each(VENDORS.map((vendor) => [vendor.slug, vendor] as const))(
    '%s is what a form can be made of',
    (slug, vendor) => {
      const filled = (text: string) => text.replaceAll('{tenant}', 'example')
      expect(slug).toMatch(/^[a-z0-9-]{1,40}$/)
      for (const origin of vendor.origins) expect(new URL(filled(origin)).origin).toBe(filled(origin))
      if (vendor.auth?.kind === 'oauth2') expect(new URL(filled(vendor.auth.tokenUrl)).protocol).toBe('https:')
      const templates = [...vendor.origins, vendor.auth?.kind === 'oauth2' ? vendor.auth.tokenUrl : ''].join()
      expect(templates.includes('{tenant}')).toBe(vendor.tenant !== null)
      const provider = findProvider(vendor.upstream ?? '')
      if (provider !== undefined) expect(vendor.origins).toEqual([provider.origin])
      for (const { path } of vendor.examples) expect(path).toMatch(/^\/[^\s?#]*$/)
      // A vendor of which nothing is known says so.
      expect(vendor.auth !== null || vendor.note !== null).toBe(true)
    },
  )
})

describe('the Redis keyspace', () => {
  it('keeps everything that one admission touches in one cluster slot', () => {
    const tag = (key: string) => /\{([^}]+)\}/.exec(key)?.[1]
    const keys = [redisKeys.state('ledger', 'grant'), redisKeys.open('ledger', 'grant'), redisKeys.holds('ledger')]
    expect(keys.map(tag)).toEqual(['ledger', 'ledger', 'ledger'])
  })

  it('documents every key', () => {
    const page = readFileSync(join(__dirname, '../redis-keyspace.md'), 'utf8')
    const documented = [
      redisKeys.grant('<grant>'),
      redisKeys.state('<ledger>', '<grant>'),
      redisKeys.open('<ledger>', '<grant>'),
      redisKeys.holds('<ledger>'),
      redisKeys.grantChanges,
    ]
    for (const key of documented) expect(page).toContain(key)
  })
})
