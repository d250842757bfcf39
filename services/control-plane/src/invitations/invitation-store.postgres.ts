import type { DataSource, EntityManager } from 'typeorm'
import type { Invitation } from './invitation.js'

/** An invitation with what proves its link, and the workspace by its name. */
export interface StoredInvitation extends Invitation {
  readonly workspaceName: string
  /** SHA-256 of the secret half, base64url. */
  readonly verifier: string
}

/** A new link; the address of who invited is looked up where it is shown. */
export type NewInvitation = Omit<Invitation, 'invitedBy'> & { readonly verifier: string; readonly inviterId: string }

const seen = `
  SELECT i.id, i.workspace_id AS "workspaceId", i.email, i.role, i.verifier, i.created_at AS "createdAt",
    i.expires_at AS "expiresAt", w.name AS "workspaceName",
    (SELECT a.email FROM accounts a WHERE a.id = i.invited_by AND a.deleted_at IS NULL) AS "invitedBy"
  FROM workspace_invitations i JOIN workspaces w ON w.id = i.workspace_id AND w.deleted_at IS NULL`

/** Invitations in PostgreSQL. Changes are for whoever has locked the workspace. */
export class PostgresInvitationStore {
  constructor(private readonly database: DataSource) {}

  /** The newest first. */
  list(workspaceId: string): Promise<StoredInvitation[]> {
    const sql = `${seen} WHERE i.workspace_id = $1 ORDER BY i.created_at DESC, i.id`
    return this.database.query<StoredInvitation[]>(sql, [workspaceId])
  }

  /** Of any workspace: for whoever has the link. */
  async findByLink(id: string): Promise<StoredInvitation | undefined> {
    const [row] = await this.database.query<StoredInvitation[]>(`${seen} WHERE i.id = $1`, [id])
    return row
  }

  async find(tx: EntityManager, workspaceId: string, id: string): Promise<StoredInvitation | undefined> {
    const sql = `${seen} WHERE i.workspace_id = $1 AND i.id = $2`
    const [row] = await tx.query<StoredInvitation[]>(sql, [workspaceId, id])
    return row
  }

  async isMember(tx: EntityManager, workspaceId: string, email: string): Promise<boolean> {
    const sql = `SELECT 1 FROM workspace_members m JOIN accounts a ON a.id = m.account_id
      WHERE m.workspace_id = $1 AND a.email = $2`
    return (await tx.query<unknown[]>(sql, [workspaceId, email])).length > 0
  }

  /** How many other addresses are invited. */
  async countOthers(tx: EntityManager, workspaceId: string, email: string): Promise<number> {
    const sql = 'SELECT count(*)::int AS count FROM workspace_invitations WHERE workspace_id = $1 AND email <> $2'
    const [row] = await tx.query<{ count: number }[]>(sql, [workspaceId, email])
    return row?.count ?? 0
  }

  /** In place of a former one of the address, whose link works no more. */
  async put(tx: EntityManager, invitation: NewInvitation): Promise<void> {
    const { id, workspaceId, email, role, verifier, inviterId, createdAt, expiresAt } = invitation
    await tx.query('DELETE FROM workspace_invitations WHERE workspace_id = $1 AND email = $2', [workspaceId, email])
    await tx.query(
      `INSERT INTO workspace_invitations (id, workspace_id, email, role, verifier, invited_by, created_at, expires_at)
       VALUES ($1, $2, $3, $4, $5, $6, $7, $8)`,
      [id, workspaceId, email, role, verifier, inviterId, createdAt, expiresAt],
    )
  }

  /** The same invitation with another link. */
  async renew(
    tx: EntityManager,
    workspaceId: string,
    id: string,
    link: { verifier: string; expiresAt: Date },
  ): Promise<void> {
    const sql = 'UPDATE workspace_invitations SET verifier = $3, expires_at = $4 WHERE workspace_id = $1 AND id = $2'
    await tx.query(sql, [workspaceId, id, link.verifier, link.expiresAt])
  }

  async remove(tx: EntityManager, workspaceId: string, id: string): Promise<void> {
    await tx.query('DELETE FROM workspace_invitations WHERE workspace_id = $1 AND id = $2', [workspaceId, id])
  }
}
