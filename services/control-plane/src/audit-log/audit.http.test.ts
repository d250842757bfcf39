import { parseHead, verifyChain } from '@1relay/audit'
import { addKey, askAudit, bringCalls, chainLines } from '../testing/audit.testing.js'
import { type ControlPlane, startControlPlane } from '../testing/harness.testing.js'
import { makeWorkspace, type TestWorkspace } from '../testing/workspaces.testing.js'

let controlPlane: ControlPlane
let workspace: TestWorkspace

beforeAll(async () => {
  controlPlane = await startControlPlane()
})
beforeEach(async () => {
  workspace = await makeWorkspace(controlPlane)
})
afterAll(() => controlPlane.close())

const audit = (rest = '') => askAudit(controlPlane, workspace, rest)
const path = (rest = '') => `/v1/workspaces/${workspace.id}/audit${rest}`

describe('400', () => {
  it.each([
    ['a chain with a filter', '/export?format=chain&kind=call'],
    ['a range that ends before it begins', '?from=2026-11-21T10:00:00Z&to=2026-11-21T09:00:00Z'],
    ['a search over more than 31 days', '?q=x&from=2026-01-01T00:00:00Z&to=2026-11-21T00:00:00Z'],
    ['a leap second', '?from=2016-12-31T23:59:60Z'],
    ['a filter that there is none of', '?ip=127.0.0.1'],
    ['a cursor that is not ours', '?cursor=AAAA'],
    ['a cursor beyond the last moment', `?cursor=${Buffer.from('[9007199254740991,1]').toString('base64url')}`],
  ])('refuses %s', async (_, rest) => {
    expect(await audit(rest)).toMatchObject({ status: 400, code: 'invalid_request' })
  })
})

describe('403', () => {
  it('lets a viewer switch no mails off', async () => {
    const ask = { json: { mailsHeads: false }, session: workspace.viewer.session }
    expect(await controlPlane.ask('PATCH', path('/chain'), ask)).toMatchObject({ status: 403, code: 'role_required' })
  })
})

describe('404', () => {
  it.each(['', '/export', '/export?format=chain', '/chain'])(
    'shows %j to nobody of another workspace',
    async (rest) => {
      const other = await makeWorkspace(controlPlane)
      const ask = { session: other.admin.session }
      expect(await controlPlane.ask('GET', path(rest), ask)).toMatchObject({ status: 404, code: 'not_found' })
    },
  )
})

describe('the list', () => {
  it('has a change and who made it, and a refused call with its reason', async () => {
    const key = await addKey(controlPlane, workspace)
    await bringCalls(controlPlane, key.id, {
      decision: 'refused',
      reason: 'path_not_allowed',
      outcome: null,
      status: 403,
      method: 'DELETE',
      path: '/v1/files/1',
      query: 'a=b',
      ip: '203.0.113.9',
      userAgent: 'curl/8',
    })
    const { records, nextCursor } = (await audit()).data
    expect(nextCursor).toBeNull()
    expect(records).toHaveLength(2)
    expect(records[0]).toMatchObject({
      seq: 2,
      kind: 'call',
      act: null,
      call: {
        connectionId: 'conn_0Ab1Cd2Ef3Gh4Ij5',
        keyId: key.id,
        keyOwner: { kind: 'application', name: 'Web app' },
        method: 'DELETE',
        path: '/v1/files/1',
        query: 'a=b',
        decision: 'refused',
        reason: 'path_not_allowed',
        status: 403,
        ip: '203.0.113.9',
        userAgent: 'curl/8',
      },
    })
    expect(records[1]).toMatchObject({
      kind: 'admin',
      call: null,
      act: { action: 'workspace.created', actor: { type: 'account', id: workspace.admin.accountId } },
    })
  })

  it('has a call once that a relay brings twice, in one job and in two', async () => {
    const key = await addKey(controlPlane, workspace)
    const [event] = await bringCalls(controlPlane, key.id, {})
    await bringCalls(controlPlane, key.id, { ...event }, { ...event })
    expect((await audit('?kind=call')).data.records).toHaveLength(1)
    expect((await audit('/chain')).data.chain.records).toBe(2)
  })

  it('has calls of disposable keys only, and those nowhere else with path or address', async () => {
    const key = await addKey(controlPlane, workspace)
    const [event] = await bringCalls(controlPlane, key.id, { path: '/v1/secret-path', ip: '198.51.100.7' })
    const rows = await controlPlane.database.query('SELECT * FROM usage_events WHERE request_id = $1', [
      event?.requestId,
    ])
    expect(rows).toMatchObject([{ path: '', ip: '', user_agent: null, owner_id: workspace.id, status: 200 }])
  })

  it('finds by what is in plaintext and by what is sealed', async () => {
    const [one, two] = [await addKey(controlPlane, workspace), await addKey(controlPlane, workspace, 'Nightly EXPORT')]
    await bringCalls(controlPlane, one.id, { method: 'GET', path: '/v1/files' }, { status: 500 })
    await bringCalls(controlPlane, two.id, {
      decision: 'refused',
      reason: 'invalid_token',
      ip: '192.0.2.1',
      status: 401,
    })
    const count = async (query: string) => (await audit(`?${query}`)).data.records.length
    expect(await count(`keyId=${one.id}`)).toBe(2)
    expect(await count('connectionId=conn_0Ab1Cd2Ef3Gh4Ij5')).toBe(3)
    expect(await count('connectionId=conn_1Ab1Cd2Ef3Gh4Ij5')).toBe(0)
    expect(await count('decision=refused')).toBe(1)
    expect(await count('status=500')).toBe(1)
    expect(await count('kind=admin')).toBe(1)
    expect(await count('method=GET')).toBe(1)
    expect(await count('owner=application')).toBe(3)
    expect(await count('owner=vendor')).toBe(0)
    expect(await count('actor=nightly%20export')).toBe(1)
    expect(await count(`actor=${encodeURIComponent(workspace.admin.email.toUpperCase())}`)).toBe(1)
    expect(await count('q=192.0.2.1')).toBe(1)
    expect(await count('q=WORKSPACE.created')).toBe(1)
    expect(await count('q=192.0.2.1&decision=allowed')).toBe(0)
    expect(await count('to=2020-01-01T00:00:00Z')).toBe(0)
  })

  it('goes on with the next page where the former one ended, also while new calls come', async () => {
    const key = await addKey(controlPlane, workspace)
    const at = Date.now() - 60_000
    await bringCalls(controlPlane, key.id, ...[0, 1, 2, 3, 4].map(() => ({ at })))
    const seen: number[] = []
    for (const filter of ['', '&q=chat']) {
      let cursor = ''
      seen.length = 0
      do {
        const { data, text } = await audit(
          `?kind=call&pageSize=2&to=${new Date(at + 1).toISOString()}${filter}${cursor}`,
        )
        if (!data) throw new Error(text)
        seen.push(...data.records.map(({ seq }: { seq: number }) => seq))
        cursor = data.nextCursor === null ? '' : `&cursor=${data.nextCursor}`
        await bringCalls(controlPlane, key.id, {})
      } while (cursor !== '')
      expect(seen).toEqual([6, 5, 4, 3, 2])
    }
  })
})

describe('an export', () => {
  it('as CSV runs nothing that callers wrote as a formula', async () => {
    const key = await addKey(controlPlane, workspace, '=HYPERLINK("x")')
    await bringCalls(controlPlane, key.id, { userAgent: '+SUM(A1),"2"', path: '/v1/a\r\nb' })
    const { status, text, headers } = await audit('/export?kind=call')
    expect([status, headers.get('content-type')]).toEqual([200, 'text/csv; charset=utf-8; header=present'])
    expect(headers.get('content-disposition')).toMatch(/^attachment; filename="1relay-audit-.*\.csv"$/)
    expect(text).toContain(`"'=HYPERLINK(""x"")"`)
    expect(text).toContain(`"'+SUM(A1),""2"""`)
    expect(text).toContain('"/v1/a\r\nb"')
  })

  it('has every record that its filter takes, oldest first, however many there are', async () => {
    const key = await addKey(controlPlane, workspace)
    for (let job = 0; job < 7; job++)
      await bringCalls(controlPlane, key.id, ...Array.from({ length: 100 }, (_, i) => ({ status: 200 + (i % 2) })))
    const { text } = await audit('/export?format=jsonl&status=201')
    const lines = text
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line))
    expect(lines).toHaveLength(350)
    expect(lines.every(({ call }) => call.status === 201)).toBe(true)
    expect(lines.map(({ at }) => at)).toEqual(lines.map(({ at }) => at).sort())
  })

  it('as a chain verifies against the head that was told before, and is one a workspace', async () => {
    const key = await addKey(controlPlane, workspace)
    await bringCalls(controlPlane, key.id, {}, {}, {})
    const { head } = (await audit('/chain')).data.chain
    await bringCalls(controlPlane, key.id, ...Array.from({ length: 600 }, () => ({})))
    const lines = await chainLines(controlPlane, workspace)
    const expectation = { workspaceId: workspace.id, head: parseHead(JSON.stringify(head))! }
    expect(await verifyChain(lines, expectation)).toMatchObject({
      ok: true,
      records: 604,
      pruned: 0,
      knownHead: 'matched',
      head: { seq: 604 },
    })
    const other = await chainLines(controlPlane, await makeWorkspace(controlPlane))
    expect(await verifyChain(other, expectation)).toMatchObject({ ok: false, problem: { kind: 'wrong_workspace' } })
  })
})

describe('the chain', () => {
  it('says how long records are kept, and records that its mails were switched off, once', async () => {
    const ask = { json: { mailsHeads: false }, session: workspace.admin.session }
    for (const _ of [1, 2])
      expect((await controlPlane.ask('PATCH', path('/chain'), ask)).data.chain).toMatchObject({
        mailsHeads: false,
        retentionDays: 365,
        records: 2,
        anchors: [],
        head: { seq: 2, workspaceId: workspace.id },
      })
    const { records } = (await audit('?q=audit_heads.changed')).data
    expect(records).toMatchObject([
      { act: { actor: { id: workspace.admin.accountId }, metadata: { mailsHeads: false } } },
    ])
  })
})
