import type { DataSource } from 'typeorm'
import type { HeldKey, HeldKeys } from './held-keys.port.js'

interface Found {
  readonly workspace_id: string
  readonly holder_email: string
  readonly key_name: string
  readonly integration: string
  readonly workspace_name: string
  readonly networks: string[]
  readonly is_projected: boolean
}

const NAMES = `
  SELECT g.name AS key_name, p.name AS integration, w.name AS workspace_name, k.workspace_id, k.holder_email,
    g.network -> 'cidrs' AS networks, g.projected_version >= g.version AS is_projected
  FROM disposable_keys k JOIN grants g ON g.id = k.grant_id
  JOIN protected_keys p ON p.id = k.connection_id JOIN workspaces w ON w.id = k.workspace_id
  WHERE k.grant_id = $1`

const LIVE = `${NAMES}
  AND k.holder_email IS NOT NULL AND w.deleted_at IS NULL AND g.network ->> 'mode' = 'confirm'
  AND g.state = 'active' AND (g.expires_at IS NULL OR g.expires_at > $2)`

/** Disposable keys and whose they are: what they, their protected keys and their workspaces are called, in one look. */
export class PostgresHeldKeys implements HeldKeys {
  constructor(
    private readonly database: DataSource,
    private readonly clock: () => Date,
  ) {}

  async find(keyId: string): Promise<HeldKey | undefined> {
    const [found] = await this.database.query<Found[]>(LIVE, [keyId, this.clock()])
    if (found === undefined) return undefined
    const holder = { workspaceId: found.workspace_id, email: found.holder_email }
    return { holder, networks: found.networks, isProjected: found.is_projected, ...namesOf(found) }
  }

  async describe(keyId: string): Promise<Pick<HeldKey, 'keyName' | 'integration' | 'workspaceName'> | undefined> {
    const [found] = await this.database.query<Found[]>(NAMES, [keyId])
    return found && namesOf(found)
  }
}

const namesOf = ({ key_name: keyName, integration, workspace_name: workspaceName }: Found) => ({
  keyName,
  integration,
  workspaceName,
})
