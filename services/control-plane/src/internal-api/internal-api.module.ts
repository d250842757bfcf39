import { Module } from '@nestjs/common'
import { DataSource } from 'typeorm'
import { PostgresUsageReceipts } from '../usage/index.js'
import { ColdGrantsController } from './cold-grants.controller.js'
import { UsageReceiptsController } from './usage-receipts.controller.js'

const receipts = {
  provide: PostgresUsageReceipts,
  inject: [DataSource],
  useFactory: (database: DataSource) => new PostgresUsageReceipts(database),
}

@Module({ controllers: [ColdGrantsController, UsageReceiptsController], providers: [receipts] })
export class InternalApiModule {}
