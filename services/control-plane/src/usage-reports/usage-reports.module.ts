import { Module } from '@nestjs/common'
import { DataSource } from 'typeorm'
import { AppsModule } from '../apps/apps.module.js'
import { Apps } from '../apps/index.js'
import { Grants } from '../grants/index.js'
import { CLOCK, type Clock } from '../settings.module.js'
import { nameApps, nameGrants } from './names.js'
import { UsageExports } from './usage-exports.service.js'
import { PostgresUsageReader } from './usage-reader.postgres.js'
import { UsageReportsController } from './usage-reports.controller.js'
import { UsageReports } from './usage-reports.service.js'

const reports = {
  provide: UsageReports,
  inject: [DataSource, Grants, Apps, CLOCK],
  useFactory: (database: DataSource, grants: Grants, apps: Apps, clock: Clock) =>
    new UsageReports({
      reader: new PostgresUsageReader(database),
      nameApps: async (ids) => nameApps(await apps.findAppsEverKnown(ids)),
      nameGrants: async (ids, party) => nameGrants(await grants.findMany(ids), party),
      clock,
    }),
}

const exports = {
  provide: UsageExports,
  inject: [DataSource, CLOCK],
  useFactory: (database: DataSource, clock: Clock) => new UsageExports(new PostgresUsageReader(database), clock),
}

@Module({
  imports: [AppsModule],
  controllers: [UsageReportsController],
  providers: [reports, exports],
  exports: [UsageReports],
})
export class UsageReportsModule {}
