import { redisKeys } from '@1relay/contracts'
import { Redis } from 'ioredis'
import { type Operation, readOperations } from './testing/contract-walk.testing.js'
import {
  type Answer,
  type Ask,
  contract,
  type ControlPlane,
  PUBLIC_ORIGIN,
  startControlPlane,
} from './testing/harness.testing.js'
import { announce, countAuditEntries, makeRelayKey } from './testing/protected-keys.testing.js'
import { browserApps, makeTenant, type Tenant } from './testing/tenants.testing.js'

let controlPlane: ControlPlane
let redis: Redis
let ours: Tenant
let theirs: Tenant

beforeAll(async () => {
  controlPlane = await startControlPlane({ config: { browserApps } })
  redis = new Redis(controlPlane.redisUrl)
  await announce(controlPlane, await makeRelayKey())
  ours = await makeTenant(controlPlane, 'ours.test', 'mistral')
  theirs = await makeTenant(controlPlane, 'theirs.test', 'groq')
})
afterAll(async () => {
  redis.disconnect()
  await controlPlane.close()
})

/** Parameters that are no ids: everybody has a list of their own under these names. */
const names = ['keys/{provider}']
/** Bodies that the contract cannot say by itself. */
const bodies: Readonly<Record<string, unknown>> = {
  createProtectedKey: {
    id: 'conn_0Ab1Cd2Ef3Gh4Ij6',
    name: 'New',
    upstream: 'https://api.example.com',
    auth: { kind: 'bearer' },
    credential: 'secret',
  },
  issueDisposableKey: {
    connectionId: 'conn_0Ab1Cd2Ef3Gh4Ij6',
    name: 'New',
    owner: 'application',
    methods: ['GET'],
    paths: ['/v1/*'],
    ttlSeconds: 60,
  },
  replaceCredential: { credential: 'another secret' },
  createAppWebhook: { url: 'https://receiver.example.com/hook' },
  createWorkspaceWebhook: { url: 'https://receiver.example.com/hook' },
  setAppLogo: { image: 'iVBORw0KGgoAAAANSUhEUgAAAAgAAAAIAAAAAAAAAAAAAAAAAAAAAAA' },
}
/** Fields and query parameters that name something which has an owner; a protected key inside a workspace, a connection outside. */
const references = (path: string): Readonly<Record<string, string>> => ({
  connectionId: path.includes('/workspaces/') ? 'protected-keys/{connectionId}' : 'connections/{connectionId}',
  connection_id: 'protected-keys/{connectionId}',
  keyId: 'keys/{keyId}',
  clientId: 'apps/{clientId}',
})

const operations = readOperations(contract)
const withIds = operations.filter(({ params }) => params.some((param) => !names.includes(param)))
const named = (list: readonly Operation[]) => list.map((one) => [`${one.verb} ${one.path}`, one] as const)

/** Every way to say who somebody is that the operation takes. */
const callersOf = (tenant: Tenant, { schemes, params }: Operation): Ask[] =>
  schemes.flatMap((scheme): Ask[] => {
    switch (scheme) {
      case 'session':
        return [{ session: tenant.person.session }]
      case 'sessionCookie':
        return [{ cookie: tenant.person.session, headers: { origin: PUBLIC_ORIGIN } }]
      case 'app':
        return [{ app: tenant.app }]
      case 'managementToken':
        return [
          { session: params.includes('workspaces/{workspaceId}') ? tenant.managementToken : tenant.provisionerToken },
        ]
      case 'userToken':
        return [{ headers: { 'x-relay-token': tenant.userToken } }]
      // The same token as a bearer.
      case 'relayToken':
        return [{ session: tenant.userToken }]
      default:
        throw new Error(`nobody has said how to call by ${scheme}`)
    }
  })

const idOf = (tenant: Tenant, param: string): string => {
  const id = tenant.ids[param]
  if (id === undefined) throw new Error(`makeTenant has no ${param}: a new kind of id needs one of each tenant`)
  return id
}

interface Question {
  /** Whose ids stand in the path, in its order. */
  readonly owners: readonly Tenant[]
  readonly caller: Ask
  readonly query?: Readonly<Record<string, string>>
  readonly fields?: Readonly<Record<string, unknown>>
}

const pathFor = ({ path, params, query }: Operation, { owners, query: more = {} }: Question): string => {
  const filled = params.reduce(
    (text, param, i) =>
      text.replace(param.slice(param.indexOf('{')), encodeURIComponent(idOf(owners[i] ?? ours, param))),
    path,
  )
  const confirmed = 'confirm' in query ? { confirm: owners[0]?.workspaceName ?? '' } : {}
  const search = new URLSearchParams({ ...query, ...confirmed, ...more }).toString()
  return search === '' ? filled : `${filled}?${search}`
}

const ask = (operation: Operation, question: Question): Promise<Answer> => {
  const sample = bodies[operation.id] ?? operation.body
  const body = question.fields && typeof sample === 'object' ? { ...sample, ...question.fields } : sample
  const path = pathFor(operation, question)
  return controlPlane.ask(operation.verb, path, { ...question.caller, ...(body !== undefined && { json: body }) })
}

/** Ours and theirs in every mixture that has at least one id of theirs. */
const mixtures = (count: number): Tenant[][] =>
  Array.from({ length: 2 ** count - 1 }, (_, mask) =>
    Array.from({ length: count }, (__, i) => (((mask + 1) >> i) & 1 ? theirs : ours)),
  )

const idsOfTheirs = (): string[] => [
  ...Object.entries(theirs.ids).flatMap(([param, id]) => (names.includes(param) ? [] : [id])),
  ...[theirs.person.accountId, theirs.person.email, theirs.userToken.split('_')[2] ?? ''],
]

// Workers write these at times of their own: the audit is counted, mails and messages leave.
const restless = ['audit_chains', 'audit_inbox', 'audit_records', 'audit_segments', 'mails', 'webhook_messages']

const rowsOfTheirs = async (): Promise<string[]> => {
  const sql = `SELECT relname AS name FROM pg_class WHERE relnamespace = 'public'::regnamespace
    AND relkind IN ('r', 'p') AND NOT relispartition AND relname <> ALL($1)`
  const tables = await controlPlane.database.query<{ name: string }[]>(sql, [restless])
  const rows = tables.map(async ({ name }) =>
    (await controlPlane.database.query<object[]>(`SELECT * FROM "${name}"`)).map(
      (row) => `${name} ${JSON.stringify(row)}`,
    ),
  )
  const ids = idsOfTheirs()
  return (await Promise.all(rows)).flat().filter((row) => ids.some((id) => row.includes(id)))
}

/** Everything that PostgreSQL and Redis have of the other tenant, as text. */
const stateOfTheirs = async (): Promise<string[]> => {
  const cached = idsOfTheirs().map(async (id) => `${id} ${await redis.get(redisKeys.grant(id))}`)
  const workspace = { id: idOf(theirs, 'workspaces/{workspaceId}') }
  const entries = await countAuditEntries(controlPlane, workspace)
  return [...(await rowsOfTheirs()), ...(await Promise.all(cached)), `audit ${entries}`].sort()
}

/** What an answer to somebody else has of theirs and had not been in the question. */
const told = (answer: Answer, question: string): string[] =>
  [...idsOfTheirs(), theirs.workspaceName].filter((one) => answer.text.includes(one) && !question.includes(one))

describe('every route with an id', () => {
  it('is known to this test with one of each tenant', () => {
    const params = [...new Set(operations.flatMap((operation) => operation.params))]
    const unknown = params.filter((param) => theirs.ids[param] === undefined || ours.ids[param] === theirs.ids[param])
    expect(unknown).toEqual([])
    expect(withIds.length).toBeGreaterThan(50)
  })

  it.each(named(withIds))(
    '%s says that there is nothing, and does nothing, with ids of somebody else',
    async (_, one) => {
      const before = await stateOfTheirs()
      for (const caller of callersOf(ours, one)) {
        for (const owners of mixtures(one.params.length)) {
          const [path, answer] = [pathFor(one, { owners, caller }), await ask(one, { owners, caller })]
          expect([path, answer.status, answer.code]).toEqual([path, 404, 'not_found'])
          expect(told(answer, path)).toEqual([])
        }
      }
      expect(await stateOfTheirs()).toEqual(before)
    },
  )
})

describe('every route', () => {
  const referring = operations.flatMap((one) => {
    const known = references(one.path)
    const of = (list: readonly string[]): string[] => list.filter((name) => name in known)
    return [...of(one.fields), ...of(one.filters)].length > 0
      ? [{ ...one, fields: of(one.fields), filters: of(one.filters) }]
      : []
  })

  it.each(named(referring))('%s does nothing for a name of somebody else in body or query', async (_, one) => {
    const before = await stateOfTheirs()
    const valuesOf = (list: readonly string[]): Record<string, string> =>
      Object.fromEntries(list.map((name) => [name, idOf(theirs, references(one.path)[name] ?? '')]))
    for (const caller of callersOf(ours, one)) {
      const question = { owners: [], caller, query: valuesOf(one.filters), fields: valuesOf(one.fields) }
      const answer = await ask(one, question)
      if (one.verb !== 'GET') expect([400, 403, 404]).toContain(answer.status)
      expect(told(answer, JSON.stringify(question.query) + JSON.stringify(question.fields))).toEqual([])
    }
    expect(await stateOfTheirs()).toEqual(before)
  })

  // A stream has no end.
  const lists = operations.filter(({ verb, id }) => verb === 'GET' && id !== 'streamUsage')
  it.each(named(lists))('%s shows nothing of somebody else', async (_, one) => {
    for (const caller of callersOf(ours, one)) expect(told(await ask(one, { owners: [], caller }), '')).toEqual([])
  })
})

describe('the same requests', () => {
  // What is below goes first, so that what it is below is still there.
  const order = ['GET', 'PUT', 'PATCH', 'POST', 'DELETE']
  const rank = ({ verb, path }: Operation): number => order.indexOf(verb) * 100 - path.split('/').length
  const sorted = [...withIds].sort((a, b) => rank(a) - rank(b))

  /** What the body names is theirs too, and their workspace keeps its name: whoever deletes it has to say it. */
  const ownFields = (one: Operation): Record<string, unknown> => {
    const known = Object.entries(references(one.path)).filter(([name]) => one.fields.includes(name))
    const own = Object.fromEntries(known.map(([name, param]) => [name, idOf(theirs, param)]))
    return { ...own, ...(one.fields.includes('name') && { name: theirs.workspaceName }) }
  }

  it.each(named(sorted))('%s reach something when they come from its owner', async (_, one) => {
    const [caller] = callersOf(theirs, one)
    if (caller === undefined) throw new Error('nobody may call it')
    const answer = await ask(one, { owners: one.params.map(() => theirs), caller, fields: ownFields(one) })
    expect([answer.text, [400, 401, 404].includes(answer.status)]).toEqual([answer.text, false])
  })
})
