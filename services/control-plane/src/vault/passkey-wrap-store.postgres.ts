import type { DataSource } from 'typeorm'
import type { PasskeyWrap, PasskeyWrapStore } from './passkey-wrap-store.port.js'
import { PasskeyWrapRow } from './passkey-wrap.row.js'

/** Vault keys under passkeys in PostgreSQL. */
export class PostgresPasskeyWrapStore implements PasskeyWrapStore {
  constructor(private readonly database: DataSource) {}

  async list(accountId: string): Promise<PasskeyWrap[]> {
    const order = { createdAt: 'ASC', credentialId: 'ASC' } as const
    const rows = await this.database.getRepository(PasskeyWrapRow).find({ where: { accountId }, order })
    return rows.map(({ credentialId, prfSalt, iv, wrappedKey }) => ({ credentialId, prfSalt, iv, wrappedKey }))
  }

  async put(accountId: string, wrap: PasskeyWrap, at: Date): Promise<'stored' | 'not_found'> {
    // The selected row is there only if vault and passkey are this account's; FOR SHARE keeps it so until the insert is done.
    const rows = await this.database.query<unknown[]>(
      `INSERT INTO vault_passkeys (credential_id, account_id, prf_salt, iv, wrapped_key, created_at)
       SELECT p.id, v.account_id, $3, $4, $5, $6 FROM passkeys p JOIN vaults v ON v.account_id = p.account_id
       WHERE p.id = $1 AND p.account_id = $2 FOR SHARE OF p, v
       ON CONFLICT (credential_id) DO UPDATE SET
         prf_salt = excluded.prf_salt, iv = excluded.iv, wrapped_key = excluded.wrapped_key, created_at = excluded.created_at
       RETURNING credential_id`,
      [wrap.credentialId, accountId, wrap.prfSalt, wrap.iv, wrap.wrappedKey, at],
    )
    return rows.length === 1 ? 'stored' : 'not_found'
  }

  async remove(accountId: string, credentialId: string): Promise<boolean> {
    const { affected } = await this.database.getRepository(PasskeyWrapRow).delete({ accountId, credentialId })
    return affected === 1
  }
}
