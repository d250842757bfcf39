import { type GrantProjection, redisKeys } from '@1relay/contracts'
import { Redis } from 'ioredis'
import { addKey } from '../testing/audit.testing.js'
import { type ControlPlane, startControlPlane } from '../testing/harness.testing.js'
import {
  boundsOf,
  type Guarded,
  issuePersonKey,
  makeGuarded,
  makeManagementToken,
} from '../testing/management.testing.js'
import { expectOk } from '../testing/people.testing.js'
import { countAuditEntries } from '../testing/protected-keys.testing.js'

let controlPlane: ControlPlane
let redis: Redis
let workspace: Guarded
let keyId: string
let managementToken: string

beforeAll(async () => {
  controlPlane = await startControlPlane()
  redis = new Redis(controlPlane.redisUrl)
})
beforeEach(async () => {
  workspace = await makeGuarded(controlPlane)
  keyId = await issuePersonKey(controlPlane, workspace, 'holder@example.com')
  const order = { role: 'provisioner', bounds: boundsOf(workspace) }
  managementToken = (await makeManagementToken(controlPlane, workspace, order)).token
  await query(
    `INSERT INTO trusted_ips VALUES ($1, $2, 'holder@example.com', '203.0.113.7/32', 'first', $3, 'curl', now())`,
    [keyId, workspace.id, keyId],
  )
})
afterAll(async () => {
  redis.disconnect()
  await controlPlane.close()
})

const query = <T = unknown>(sql: string, values: unknown[] = []): Promise<T[]> =>
  controlPlane.database.query(sql, values)
const path = () => `/v1/workspaces/${workspace.id}`
const end = () =>
  controlPlane.ask('DELETE', `${path()}?confirm=${encodeURIComponent(workspace.name)}`, {
    session: workspace.admin.session,
  })
const projection = async (): Promise<GrantProjection> => JSON.parse((await redis.get(redisKeys.grant(keyId))) ?? '{}')

/** Tables that name a workspace. */
const tables = async (): Promise<string[]> => {
  const rows = await query<{ name: string }>(
    `SELECT c.table_name AS name FROM information_schema.columns c JOIN pg_class p ON p.relname = c.table_name
     WHERE c.table_schema = 'public' AND c.column_name = 'workspace_id' AND NOT p.relispartition AND p.relkind IN ('r', 'p')
     ORDER BY 1`,
  )
  return rows.map(({ name }) => name)
}

// The audit outlives its workspace. Rows of ended keys stay, without anything sealed and without a person.
const kept = ['audit_chains', 'audit_inbox', 'audit_records', 'audit_segments', 'disposable_keys', 'protected_keys']

describe('when relays cannot be told', () => {
  it('deletes nothing, and can be repeated', async () => {
    await redis.del(redisKeys.grant(keyId))
    await redis.lpush(redisKeys.grant(keyId), 'not a string: every write of this projection fails')
    expect((await end()).code).toBe('limits_unavailable')
    expect((await controlPlane.ask('GET', path(), { session: workspace.viewer.session })).status).toBe(200)
    await redis.del(redisKeys.grant(keyId))
    expectOk(await end())
    expect(await projection()).toMatchObject({ status: 'dead' })
  })
})

describe('a deleted workspace', () => {
  it('has no key that a relay would take when the answer is out', async () => {
    expect(await projection()).toMatchObject({ status: 'live' })
    expectOk(await end())
    expect(await projection()).toMatchObject({ status: 'dead' })
  })

  it('lets neither members nor management tokens in', async () => {
    expectOk(await end())
    expect((await controlPlane.ask('GET', path(), { session: workspace.viewer.session })).code).toBe('not_found')
    const headers = { authorization: `Bearer ${managementToken}` }
    expect((await controlPlane.ask('GET', path(), { headers })).code).toBe('invalid_token')
  })

  it('leaves nothing in any table that names it but its audit and the husks of its keys', async () => {
    expectOk(await end())
    const left = (await tables()).map(async (table) => {
      const rows = await query(`SELECT 1 FROM ${table} WHERE workspace_id = $1 LIMIT 1`, [workspace.id])
      return rows.length > 0 && !kept.includes(table) ? [table] : []
    })
    expect((await Promise.all(left)).flat()).toEqual([])
    expect(
      await query('SELECT 1 FROM protected_keys WHERE workspace_id = $1 AND ciphertext IS NOT NULL', [workspace.id]),
    ).toEqual([])
    expect(await query("SELECT 1 FROM grants WHERE owner_id = $1 AND credentials <> '[]'", [workspace.id])).toEqual([])
    expect(
      await query('SELECT 1 FROM disposable_keys WHERE workspace_id = $1 AND holder_email IS NOT NULL', [workspace.id]),
    ).toEqual([])
    expect(await countAuditEntries(controlPlane, workspace)).toBeGreaterThan(1)
  })

  it('gets no new row in any such table, whatever request is still on its way', async () => {
    const guarded = await query<{ name: string }>(
      `SELECT event_object_table AS name FROM information_schema.triggers
       WHERE action_statement LIKE '%refuse_deleted_workspace%' AND event_manipulation = 'INSERT'`,
    )
    const audit = (await tables()).filter((table) => table.startsWith('audit_'))
    // A disposable key is made with its grant, in one transaction.
    const expected = [...(await tables()).filter((table) => ![...audit, 'disposable_keys'].includes(table)), 'grants']
    expect(guarded.map(({ name }) => name).sort()).toEqual(expected.sort())
    expectOk(await end())
    const join = "INSERT INTO workspace_members VALUES ($1, $2, 'admin', now())"
    await expect(query(join, [workspace.id, workspace.admin.accountId])).rejects.toThrow('the workspace is gone')
    // Whoever was let in before finds the way in closed, and whoever is past that finds the table closed.
    await expect(issuePersonKey(controlPlane, workspace, 'late@example.com')).rejects.toThrow('not_found')
    await expect(addKey(controlPlane, workspace)).rejects.toThrow('the workspace is gone')
  })

  it('waits for nobody who makes keys: those are revoked, or never made', async () => {
    const making = Array.from({ length: 6 }, () =>
      issuePersonKey(controlPlane, workspace, 'racer@example.com').catch(() => undefined),
    )
    const [ended, ...made] = await Promise.all([end(), ...making])
    const ids = made.filter((id) => id !== undefined)
    const live = await query("SELECT 1 FROM grants WHERE id = ANY($1) AND state <> 'revoked'", [ids])
    expect([ended.status, live.length]).toEqual(ended.status === 200 ? [200, 0] : [503, live.length])
  })
})
