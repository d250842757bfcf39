import type { DataSource, EntityManager } from 'typeorm'
import { lockFor } from '../database/index.js'
import type { Membership, Member, MemberRole } from './workspace.js'

const seen = `SELECT m.account_id AS "accountId", a.email, m.role, m.joined_at AS "joinedAt"
  FROM workspace_members m JOIN accounts a ON a.id = m.account_id`

/** Memberships in PostgreSQL. Changes are for whoever has locked the workspace. */
export class PostgresMemberStore {
  constructor(private readonly database: DataSource) {}

  /** By address. */
  list(workspaceId: string): Promise<Member[]> {
    return this.database.query<Member[]>(`${seen} WHERE m.workspace_id = $1 ORDER BY a.email`, [workspaceId])
  }

  async find(tx: EntityManager, workspaceId: string, accountId: string): Promise<Member | undefined> {
    const sql = `${seen} WHERE m.workspace_id = $1 AND m.account_id = $2`
    const [row] = await tx.query<Member[]>(sql, [workspaceId, accountId])
    return row
  }

  /** How many members there are, and how many of them are admins. */
  async count(tx: EntityManager, workspaceId: string): Promise<{ members: number; admins: number }> {
    const [row] = await tx.query<{ members: number; admins: number }[]>(
      `SELECT count(*)::int AS members, (count(*) FILTER (WHERE role = 'admin'))::int AS admins
       FROM workspace_members WHERE workspace_id = $1`,
      [workspaceId],
    )
    return row ?? { members: 0, admins: 0 }
  }

  /** The account's own, by name of the workspace, with how many others there are and how many other admins. */
  listOf(accountId: string): Promise<(Membership & { others: number; otherAdmins: number })[]> {
    return this.database.query(
      `SELECT m.workspace_id AS "workspaceId", w.name AS "workspaceName", m.role, m.joined_at AS "joinedAt",
         (SELECT count(*)::int FROM workspace_members o WHERE o.workspace_id = w.id AND o.account_id <> $1) AS others,
         (SELECT count(*)::int FROM workspace_members o WHERE o.workspace_id = w.id AND o.account_id <> $1 AND o.role = 'admin')
           AS "otherAdmins"
       FROM workspace_members m JOIN workspaces w ON w.id = m.workspace_id
       WHERE m.account_id = $1 AND w.deleted_at IS NULL ORDER BY lower(w.name), w.id`,
      [accountId],
    )
  }

  /** Of how many workspaces the account is a member. Whoever asks the same for this account waits until the transaction ends. */
  async countOf(tx: EntityManager, accountId: string): Promise<number> {
    await lockFor(tx, `memberships:${accountId}`)
    const sql = 'SELECT count(*)::int AS count FROM workspace_members WHERE account_id = $1'
    const [row] = await tx.query<{ count: number }[]>(sql, [accountId])
    return row?.count ?? 0
  }

  async add(
    tx: EntityManager,
    member: { workspaceId: string; accountId: string; role: MemberRole; joinedAt: Date },
  ): Promise<void> {
    const { workspaceId, accountId, role, joinedAt } = member
    await tx.query(
      'INSERT INTO workspace_members (workspace_id, account_id, role, joined_at) VALUES ($1, $2, $3, $4)',
      [workspaceId, accountId, role, joinedAt],
    )
  }

  async setRole(tx: EntityManager, workspaceId: string, accountId: string, role: MemberRole): Promise<void> {
    const sql = 'UPDATE workspace_members SET role = $3 WHERE workspace_id = $1 AND account_id = $2'
    await tx.query(sql, [workspaceId, accountId, role])
  }

  async remove(tx: EntityManager, workspaceId: string, accountId: string): Promise<void> {
    await tx.query('DELETE FROM workspace_members WHERE workspace_id = $1 AND account_id = $2', [
      workspaceId,
      accountId,
    ])
  }

  /** Ends the management tokens that a member made, and gives their names: what they may do was that member's word. */
  async endTokensOf(tx: EntityManager, workspaceId: string, accountId: string): Promise<string[]> {
    const [rows] = await tx.query<[{ name: string }[], number]>(
      `UPDATE management_tokens SET revoked_at = now()
        WHERE workspace_id = $1 AND created_by ->> 'id' = $2 AND revoked_at IS NULL RETURNING name`,
      [workspaceId, accountId],
    )
    return rows.map(({ name }) => name)
  }

  /** Takes back the open invitations that a member made, and gives their addresses: an admin could leave a way back in behind. */
  async endInvitationsOf(tx: EntityManager, workspaceId: string, accountId: string): Promise<string[]> {
    const [rows] = await tx.query<[{ email: string }[], number]>(
      'DELETE FROM workspace_invitations WHERE workspace_id = $1 AND invited_by = $2 RETURNING email',
      [workspaceId, accountId],
    )
    return rows.map(({ email }) => email)
  }
}
