import type { EntityManager } from 'typeorm'

// A key that was revoked counts as well until relays are known to have been told.
const isGranting = `
  SELECT 1 FROM grants WHERE owner_id = $1 AND
    CASE state WHEN 'revoked' THEN projected_version < version ELSE expires_at IS NULL OR expires_at > $2 END LIMIT 1`

// Tables of other packages too: what goes with a workspace is a question across all of them, answered in one transaction.
const erasures = [
  'DELETE FROM workspace_members WHERE workspace_id = $1',
  'DELETE FROM workspace_invitations WHERE workspace_id = $1',
  'DELETE FROM workspace_domains WHERE workspace_id = $1',
  'DELETE FROM management_tokens WHERE workspace_id = $1',
  'DELETE FROM trusted_ips WHERE workspace_id = $1',
  'DELETE FROM ip_confirmations WHERE workspace_id = $1',
  'DELETE FROM webhooks WHERE workspace_id = $1',
  // Ended keys stay without anything sealed: calls of them that relays bring later are recorded all the same.
  'UPDATE disposable_keys SET holder_email = NULL WHERE workspace_id = $1',
  "UPDATE grants SET credentials = '[]' WHERE owner_id = $1",
  `UPDATE protected_keys SET deleted_at = now(), relay_key_id = NULL, enc = NULL, ciphertext = NULL
   WHERE workspace_id = $1 AND deleted_at IS NULL`,
]

/** The end of a workspace in PostgreSQL. Whoever calls has locked it for its deletion. */
export class PostgresWorkspaceEnd {
  /** True if it has a key that relays may still take for a live one. */
  async hasLiveKeys(tx: EntityManager, workspaceId: string, at: Date): Promise<boolean> {
    return (await tx.query<unknown[]>(isGranting, [workspaceId, at])).length > 0
  }

  /** Deletes everything of the workspace but its audit and the bare rows of its ended keys. */
  async erase(tx: EntityManager, workspaceId: string, at: Date): Promise<void> {
    for (const erasure of erasures) await tx.query(erasure, [workspaceId])
    await tx.query("UPDATE workspaces SET name = '', deleted_at = $2 WHERE id = $1", [workspaceId, at])
  }
}
