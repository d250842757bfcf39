import { Module } from '@nestjs/common'
import { DataSource } from 'typeorm'
import { ProtectedKeysModule } from '../protected-keys/protected-keys.module.js'
import { RelayKeysModule } from '../relay-keys/relay-keys.module.js'
import { PostgresUsageReceipts } from '../usage/index.js'
import { ColdGrantsController } from './cold-grants.controller.js'
import { RelayKeyAnnouncementsController } from './relay-keys.controller.js'
import { ResealController } from './reseal.controller.js'
import { UsageReceiptsController } from './usage-receipts.controller.js'

const receipts = {
  provide: PostgresUsageReceipts,
  inject: [DataSource],
  useFactory: (database: DataSource) => new PostgresUsageReceipts(database),
}

@Module({
  imports: [RelayKeysModule, ProtectedKeysModule],
  controllers: [ColdGrantsController, UsageReceiptsController, RelayKeyAnnouncementsController, ResealController],
  providers: [receipts],
})
export class InternalApiModule {}
