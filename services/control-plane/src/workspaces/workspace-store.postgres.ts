import type { DataSource, EntityManager } from 'typeorm'
import type { MemberRole, Plan, SeenWorkspace, Workspace } from './workspace.js'

const columns = 'w.id, w.name, w.plan, w.created_at AS "createdAt"'
const members = '(SELECT count(*)::int FROM workspace_members n WHERE n.workspace_id = w.id) AS members'

/** Workspaces in PostgreSQL. What changes something takes the transaction that the audit is written in. */
export class PostgresWorkspaceStore {
  constructor(private readonly database: DataSource) {}

  async find(id: string): Promise<(Workspace & { members: number }) | undefined> {
    const sql = `SELECT ${columns}, ${members} FROM workspaces w WHERE w.id = $1 AND w.deleted_at IS NULL`
    const [row] = await this.database.query<(Workspace & { members: number })[]>(sql, [id])
    return row
  }

  /** By name. */
  listOf(accountId: string): Promise<SeenWorkspace[]> {
    return this.database.query<SeenWorkspace[]>(
      `SELECT ${columns}, m.role, ${members} FROM workspaces w JOIN workspace_members m ON m.workspace_id = w.id
       WHERE m.account_id = $1 AND w.deleted_at IS NULL ORDER BY lower(w.name), w.id`,
      [accountId],
    )
  }

  /** The role of a member with the address of their account; undefined for anybody else. */
  async findMembership(
    workspaceId: string,
    accountId: string,
  ): Promise<{ role: MemberRole; email: string } | undefined> {
    const [row] = await this.database.query<{ role: MemberRole; email: string }[]>(
      `SELECT m.role, a.email FROM workspace_members m JOIN workspaces w ON w.id = m.workspace_id
         JOIN accounts a ON a.id = m.account_id
       WHERE m.workspace_id = $1 AND m.account_id = $2 AND w.deleted_at IS NULL AND a.deleted_at IS NULL`,
      [workspaceId, accountId],
    )
    return row
  }

  async add(tx: EntityManager, { id, name, plan, createdAt }: Workspace): Promise<void> {
    const sql = 'INSERT INTO workspaces (id, name, plan, created_at) VALUES ($1, $2, $3, $4)'
    await tx.query(sql, [id, name, plan, createdAt])
  }

  /**
   * The workspace, with every other change of it waiting until the transaction ends; undefined if it is gone. Keys may be made meanwhile,
   * which only a deletion keeps waiting.
   */
  async lock(tx: EntityManager, id: string, isDeletion = false): Promise<Workspace | undefined> {
    const strength = isDeletion ? 'FOR UPDATE' : 'FOR NO KEY UPDATE'
    const sql = `SELECT ${columns} FROM workspaces w WHERE w.id = $1 AND w.deleted_at IS NULL ${strength}`
    const [row] = await tx.query<Workspace[]>(sql, [id])
    return row
  }

  async rename(tx: EntityManager, id: string, name: string): Promise<void> {
    await tx.query('UPDATE workspaces SET name = $2 WHERE id = $1', [id, name])
  }

  async setPlan(tx: EntityManager, id: string, plan: Plan): Promise<void> {
    await tx.query('UPDATE workspaces SET plan = $2 WHERE id = $1', [id, plan])
  }
}
