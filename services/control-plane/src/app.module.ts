import { type DynamicModule, Module } from '@nestjs/common'
import { Sessions } from './accounts/index.js'
import { AccountsModule } from './accounts/accounts.module.js'
import { AccountBudgetsModule } from './account-budgets/account-budgets.module.js'
import { Apps } from './apps/index.js'
import { AppsModule } from './apps/apps.module.js'
import { AuditModule } from './audit/audit.module.js'
import { AuditLogModule } from './audit-log/audit-log.module.js'
import { BotTokensModule } from './bot-tokens/bot-tokens.module.js'
import { ConsoleModule } from './console/console.module.js'
import { ConnectionsModule } from './connections/connections.module.js'
import { DatabaseModule } from './database/database.module.js'
import { DelegatedCredentialsModule } from './delegated-credentials/delegated-credentials.module.js'
import { DepartureModule } from './departure/departure.module.js'
import { DomainClaimsModule } from './domain-claims/domain-claims.module.js'
import { DocsModule } from './docs/docs.module.js'
import { EdgeModule } from './edge/edge.module.js'
import { GrantsModule } from './grants/grants.module.js'
import { HousekeepingModule } from './housekeeping/housekeeping.module.js'
import { InternalApiModule } from './internal-api/internal-api.module.js'
import { InvitationsModule } from './invitations/invitations.module.js'
import { KeyChecksModule } from './key-checks/key-checks.module.js'
import { LinkModule } from './link/link.module.js'
import { ManagementTokens } from './management-tokens/index.js'
import { ManagementTokensModule } from './management-tokens/management-tokens.module.js'
import { MagicLinksModule } from './magic-links/magic-links.module.js'
import { MailModule } from './mail/mail.module.js'
import { MetaModule } from './meta/meta.module.js'
import { NewsModule } from './news/news.module.js'
import { PasskeysModule } from './passkeys/passkeys.module.js'
import { DisposableKeysModule } from './disposable-keys/disposable-keys.module.js'
import { ProtectedKeysModule } from './protected-keys/protected-keys.module.js'
import { ProvidersModule } from './providers/providers.module.js'
import { RedisModule } from './redis/redis.module.js'
import { RelayKeysModule } from './relay-keys/relay-keys.module.js'
import { SealedGrantsModule } from './sealed-grants/sealed-grants.module.js'
import { RelayUsers } from './relay-users/index.js'
import { RelayUsersModule } from './relay-users/relay-users.module.js'
import { type Settings, SettingsModule } from './settings.module.js'
import { TrustedIpsModule } from './trusted-ips/trusted-ips.module.js'
import { TokensModule } from './tokens/tokens.module.js'
import { UsageModule } from './usage/usage.module.js'
import { UsageReportsModule } from './usage-reports/usage-reports.module.js'
import { UsageStreamModule } from './usage-stream/usage-stream.module.js'
import { RewrapModule } from './vault/rewrap.module.js'
import { VaultModule } from './vault/vault.module.js'
import { WebhooksModule } from './webhooks/webhooks.module.js'
import { Workspaces } from './workspaces/index.js'
import { WorkspacesModule } from './workspaces/workspaces.module.js'

/** The domains, one line each. */
const features = [
  MailModule,
  AuditModule,
  AuditLogModule,
  AccountsModule,
  MagicLinksModule,
  PasskeysModule,
  DepartureModule,
  VaultModule,
  RewrapModule,
  AppsModule,
  ProvidersModule,
  MetaModule,
  DocsModule,
  GrantsModule,
  AccountBudgetsModule,
  WorkspacesModule,
  InvitationsModule,
  DomainClaimsModule,
  LinkModule,
  ConnectionsModule,
  BotTokensModule,
  SealedGrantsModule,
  KeyChecksModule,
  RelayUsersModule,
  TokensModule,
  NewsModule,
  UsageModule,
  UsageReportsModule,
  UsageStreamModule,
  HousekeepingModule,
  RelayKeysModule,
  ProtectedKeysModule,
  DisposableKeysModule,
  ManagementTokensModule,
  DelegatedCredentialsModule,
  TrustedIpsModule,
  WebhooksModule,
  InternalApiModule,
  // Last: its route takes every path that is left.
  ConsoleModule,
]

/** Who knows somebody who asks. */
type Knowing = [Sessions, Apps, RelayUsers, Workspaces, ManagementTokens]

const edge = EdgeModule.with({
  imports: [AccountsModule, AppsModule, RelayUsersModule, WorkspacesModule, ManagementTokensModule],
  inject: [Sessions, Apps, RelayUsers, Workspaces, ManagementTokens],
  useFactory: (...[sessions, apps, relayUsers, workspaces, managementTokens]: Knowing) => ({
    findRelayUser: (token, place) => relayUsers.find(token, place),
    findSession: (token) => sessions.find(token),
    findClient: (clientId, clientSecret) => apps.findClient(clientId, clientSecret),
    findMembership: (workspaceId, accountId) => workspaces.findMembership(workspaceId, accountId),
    findManagementToken: (token, use) => managementTokens.authenticate(token, use),
  }),
})

/** The whole control plane. */
@Module({})
export class AppModule {
  static with(settings: Settings): DynamicModule {
    return {
      module: AppModule,
      imports: [SettingsModule.with(settings), DatabaseModule, RedisModule, edge, ...features],
    }
  }
}
