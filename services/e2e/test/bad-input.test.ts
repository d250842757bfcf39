import { ERRORS } from '@1relay/contracts'
import { badBodies, type BadBody } from '../house/bad-bodies.js'
import { operations, resolve, sample, type Operation, type Parameter } from '../house/contract.js'
import { house } from '../house/house.js'
import { basic, makeApp, makePerson, type App, type Person } from '../house/person.js'

let person: Person
let app: App

beforeAll(async () => {
  person = await makePerson()
  app = await makeApp(person)
})

// Browser apps get plain sentences, and bodies with more in them than we know: clients of byok-relay are served as they are.
const ours = operations.filter(({ tags }) => !tags.includes('proxy') && !tags.includes('browser-apps'))
const withBody = ours.filter((operation) => operation.body)

const authorization = ({ security }: Operation): Record<string, string> => {
  const schemes = security.flatMap((requirement) => Object.keys(requirement))
  if (schemes.includes('session')) return { authorization: `Bearer ${person.session}` }
  if (schemes.includes('app')) return { authorization: `Basic ${Buffer.from(basic(app)).toString('base64')}` }
  return {}
}

const pathOf = (operation: Operation, replace: Record<string, string> = {}): string =>
  operation.path.replace(/\{(\w+)\}/g, (_, name: string) => {
    const parameter = operation.parameters.find((one) => one.name === name)
    return replace[name] ?? encodeURIComponent(String(sample((parameter as Parameter).schema)))
  })

/** The path with what its query must have. */
const urlOf = (operation: Operation): string => {
  const needed = operation.parameters.filter((one) => one.in === 'query' && one.required)
  const query = new URLSearchParams(needed.map(({ name, schema }) => [name, String(sample(schema))]))
  return query.size === 0 ? pathOf(operation) : `${pathOf(operation)}?${query}`
}

interface Refusal {
  what: string
  status: number
  code: string | undefined
}

const send = async (what: string, url: string, init: RequestInit): Promise<Refusal> => {
  const answer = await fetch(house().origin + url, { redirect: 'manual', ...init })
  const text = await answer.text()
  let code: string | undefined
  try {
    code = (JSON.parse(text) as { error?: { code?: string } }).error?.code
  } catch {
    code = undefined
  }
  return { what, status: answer.status, code }
}

/** What was not refused as it should be: a 4xx with a code of the catalogue. */
const notRefused = (refusals: Refusal[]): Refusal[] =>
  refusals.filter(({ status, code }) => status < 400 || status >= 500 || !code || !(code in ERRORS))

const sendBody = (operation: Operation, bad: BadBody): Promise<Refusal> =>
  send(bad.what, pathOf(operation), {
    method: operation.method,
    headers: { ...authorization(operation), 'content-type': bad.contentType ?? 'application/json' },
    body: bad.bytes as BodyInit,
  })

const inBatches = async <T, R>(all: T[], run: (one: T) => Promise<R>): Promise<R[]> => {
  const results: R[] = []
  for (let start = 0; start < all.length; start += 20) {
    results.push(...(await Promise.all(all.slice(start, start + 20).map(run))))
  }
  return results
}

describe('bad bodies', () => {
  it.each(withBody.map((operation) => [operation.operationId, operation] as const))(
    '%s refuses wrong types, missing and extra fields, oversized and broken bodies, each with a code',
    async (_, operation) => {
      const cases = badBodies(operation.body!)
      expect(cases.length).toBeGreaterThan(12)
      const refusals = await inBatches(cases, (bad) => sendBody(operation, bad))
      expect(notRefused(refusals)).toEqual([])
    },
  )
})

describe('bad parameters', () => {
  const badPathValues = ['%00', '%ff', '..%2f..', 'x'.repeat(3000), "'%20OR%201=1--", '%F0%9F%98%80', '|']
  const badQueries = [
    'unexpected=1',
    'cursor=%00',
    'cursor=%ff%fe',
    'pageSize=0',
    'pageSize=1e9',
    'pageSize=ten',
    'cursor=a&cursor=b',
  ]
  const withPath = ours.filter((operation) => operation.path.includes('{'))
  const paged = ours.filter((operation) => operation.parameters.some((one) => one.name === 'pageSize'))

  it.each(withPath.map((operation) => [operation.operationId, operation] as const))(
    '%s refuses path parameters that are not of their form',
    async (_, operation) => {
      const names = [...operation.path.matchAll(/\{(\w+)\}/g)].map((match) => match[1] as string)
      const cases = names.flatMap((name) => badPathValues.map((value) => pathOf(operation, { [name]: value })))
      const init = {
        method: operation.method,
        headers: { ...authorization(operation), ...(operation.body ? { 'content-type': 'application/json' } : {}) },
        ...(operation.body ? { body: JSON.stringify(sample(operation.body)) } : {}),
      }
      const refusals = await inBatches(cases, (path) => send(path.slice(0, 80), path, init))
      expect(notRefused(refusals)).toEqual([])
    },
  )

  it.each(paged.map((operation) => [operation.operationId, operation] as const))(
    '%s refuses unknown, repeated and malformed query parameters',
    async (_, operation) => {
      const url = urlOf(operation)
      const refusals = await inBatches(badQueries, (query) =>
        send(query, `${url}${url.includes('?') ? '&' : '?'}${query}`, { headers: authorization(operation) }),
      )
      expect(notRefused(refusals)).toEqual([])
    },
  )
})

describe('authentication', () => {
  // An empty requirement among them: it also answers to nobody in particular.
  const isGuarded = (security: readonly object[]) =>
    security.length > 0 && security.every((requirement) => Object.keys(requirement).length > 0)
  const guarded = ours.filter(({ security }) => isGuarded(security))
  const wrong: [string, Record<string, string>][] = [
    ['nothing', {}],
    ['garbage', { authorization: 'Bearer garbage' }],
    [
      'a well-formed session that does not exist',
      { authorization: `Bearer 1r_st_${'A'.repeat(16)}_${'A'.repeat(43)}_000000` },
    ],
    ['an empty Basic', { authorization: 'Basic Og==' }],
    ['Basic that is not base64', { authorization: 'Basic %%%' }],
    [
      'a wrong client secret',
      { authorization: `Basic ${Buffer.from(`1r_cid_${'A'.repeat(16)}:x`).toString('base64')}` },
    ],
    ['a forged cookie', { cookie: '1r_session=garbage', origin: '' }],
  ]

  it.each(guarded.map((operation) => [operation.operationId, operation] as const))(
    '%s answers 401 to whoever does not prove who they are',
    async (_, operation) => {
      for (const [what, headers] of wrong) {
        const refusal = await send(what, urlOf(operation), {
          method: operation.method,
          headers: {
            ...headers,
            ...('origin' in headers && { origin: house().origin }),
            ...(operation.body ? { 'content-type': 'application/json' } : {}),
          },
          ...(operation.body ? { body: JSON.stringify(sample(operation.body)) } : {}),
        })
        expect({ what, status: refusal.status, hasCode: refusal.code !== undefined }).toEqual({
          what,
          status: 401,
          hasCode: true,
        })
      }
    },
  )
})

describe('the form of every answer', () => {
  it.each([
    ['an unknown path', 'GET', '/v1/nothing-here', 404],
    ['a method that a path does not take', 'PUT', '/v1/auth/login', 405],
    ['a path that is no URL encoding', 'GET', '/v1/keys/%', 404],
    ['the internal endpoint, which is not public', 'GET', '/internal/grants/0Ab1Cd2Ef3Gh4Ij5', 404],
    ['the internal endpoint in another spelling', 'GET', '/%69nternal/grants/0Ab1Cd2Ef3Gh4Ij5', 404],
  ])('%s is refused in the one form', async (what, method, path, status) => {
    const refusal = await send(what, path, { method })
    expect([refusal.status, (refusal.code ?? '') in ERRORS]).toEqual([status, true])
  })

  it('covers every operation of the contract that the control plane serves', () => {
    expect(ours.length).toBeGreaterThan(30)
    for (const operation of withBody) expect(resolve(operation.body!)).toBeDefined()
  })
})
