import { type Account, type Holder, presentSession, type Session } from '../accounts/index.js'
import type { App } from '../apps/index.js'
import { type Grant, type GrantKind, statusAt } from '../grants/index.js'
import { type Passkey, presentPasskey } from '../passkeys/index.js'
import type { PasskeyWrap, StoredKey, StoredVault } from '../vault/index.js'
import type { Membership } from '../workspaces/index.js'
import { formatClientId } from '@1relay/vault'

/** Where each part of an export comes from. */
export interface ExportSources {
  account: (accountId: string) => Promise<Account>
  vault: (accountId: string) => Promise<StoredVault | undefined>
  wraps: (accountId: string) => Promise<PasskeyWrap[]>
  keys: (accountId: string) => Promise<StoredKey[]>
  passkeys: (accountId: string) => Promise<Passkey[]>
  sessions: (accountId: string) => Promise<Session[]>
  apps: (accountId: string) => Promise<App[]>
  /** Newest first. */
  grants: (accountId: string, kind: GrantKind, limit: number) => Promise<Grant[]>
  /** Newest first. */
  usage: (accountId: string, limit: number) => Promise<unknown[]>
  memberships: (accountId: string) => Promise<Membership[]>
  clock: () => Date
}

// What one answer may hold. Whoever has more finds it page by page under /v1/connections and /v1/usage.
const GRANTS_MAX = 2_000
const USAGE_MAX = 20_000

/** Everything that is stored about a person, as one document. Sealed things stay sealed: only their browser opens them. */
export class AccountExport {
  readonly #sources: ExportSources

  constructor(sources: ExportSources) {
    this.#sources = sources
  }

  async of({ accountId, sessionId }: Holder) {
    const sources = this.#sources
    const now = sources.clock()
    const { createdAt, ...account } = await sources.account(accountId)
    const [vault, wraps, keys] = [
      await sources.vault(accountId),
      await sources.wraps(accountId),
      await sources.keys(accountId),
    ]
    const unlocking = new Set(wraps.map(({ credentialId }) => credentialId))
    const grantsOf = async (kind: GrantKind) =>
      (await sources.grants(accountId, kind, GRANTS_MAX)).map((grant) => presentGrant(grant, now))
    return {
      exportedAt: now.toISOString(),
      account: { ...account, createdAt: createdAt.toISOString(), hasVault: vault !== undefined },
      vault: vault === undefined ? null : { ...vault, passkeys: wraps },
      keys: keys.map(withTimes),
      passkeys: (await sources.passkeys(accountId)).map((passkey) => presentPasskey(passkey, unlocking)),
      sessions: (await sources.sessions(accountId)).map((session) => presentSession(session, sessionId)),
      apps: (await sources.apps(accountId)).map(presentApp),
      connections: await grantsOf('link'),
      botTokens: await grantsOf('bot'),
      workspaces: (await sources.memberships(accountId)).map(presentMembership),
      usage: await sources.usage(accountId, USAGE_MAX),
    }
  }
}

const withTimes = ({ createdAt, updatedAt, ...key }: StoredKey) => ({
  ...key,
  createdAt: createdAt.toISOString(),
  updatedAt: updatedAt.toISOString(),
})

const presentApp = ({ id, name, logoUrl, origins, createdAt }: App) => ({
  clientId: formatClientId(id),
  name,
  logoUrl,
  origins,
  createdAt: createdAt.toISOString(),
})

const presentGrant = (grant: Grant, now: Date) => ({
  id: grant.id,
  name: grant.name,
  clientId: grant.appId === null ? null : formatClientId(grant.appId),
  status: statusAt(grant, now),
  providers: grant.providers,
  budgets: grant.budgets,
  limits: grant.limits,
  models: grant.scope.models ?? null,
  createdAt: grant.createdAt.toISOString(),
  lastUsedAt: grant.lastUsedAt?.toISOString() ?? null,
  revokedAt: grant.revokedAt?.toISOString() ?? null,
})

const presentMembership = ({ workspaceId, workspaceName, role, joinedAt }: Membership) => ({
  workspaceId,
  workspaceName,
  role,
  joinedAt: joinedAt.toISOString(),
})
