import { Global, Inject, Module, type OnApplicationShutdown } from '@nestjs/common'
import type { Logger } from '@1relay/log'
import { DataSource } from 'typeorm'
import type { Config } from '../config.js'
import { CONFIG, LOGGER } from '../settings.module.js'
import { migrate, openDatabase } from './index.js'

const connect = async (config: Config, logger: Logger): Promise<DataSource> => {
  const database = await openDatabase({ url: config.databaseUrl }).initialize()
  if (config.migrate) {
    const ran = await migrate(database)
    if (ran.length > 0) logger.info({ migrations: ran }, 'the schema was brought up to date')
  }
  return database
}

/** Gives every module the connected `DataSource`, and closes it last of all. */
@Global()
@Module({
  providers: [{ provide: DataSource, inject: [CONFIG, LOGGER], useFactory: connect }],
  exports: [DataSource],
})
export class DatabaseModule implements OnApplicationShutdown {
  constructor(@Inject(DataSource) private readonly database: DataSource) {}

  async onApplicationShutdown(): Promise<void> {
    await this.database.destroy()
  }
}
