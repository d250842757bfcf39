import { type DynamicModule, Module } from '@nestjs/common'
import { Accounts } from './accounts/index.js'
import { AccountsModule } from './accounts/accounts.module.js'
import { Apps } from './apps/index.js'
import { AppsModule } from './apps/apps.module.js'
import { DatabaseModule } from './database/database.module.js'
import { DocsModule } from './docs/docs.module.js'
import { EdgeModule } from './edge/edge.module.js'
import { MetaModule } from './meta/meta.module.js'
import { ProvidersModule } from './providers/providers.module.js'
import { RedisModule } from './redis/redis.module.js'
import { type Settings, SettingsModule } from './settings.module.js'
import { VaultModule } from './vault/vault.module.js'

/** The domains, one line each. */
const features = [AccountsModule, VaultModule, AppsModule, ProvidersModule, MetaModule, DocsModule]

const edge = EdgeModule.with({
  imports: [AccountsModule, AppsModule],
  inject: [Accounts, Apps],
  useFactory: (accounts: Accounts, apps: Apps) => ({
    findSession: (token) => accounts.findSession(token),
    findClient: (clientId, clientSecret) => apps.findClient(clientId, clientSecret),
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
