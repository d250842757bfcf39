import { Module } from '@nestjs/common'
import { DataSource } from 'typeorm'
import { CLOCK, type Clock } from '../settings.module.js'
import { PostgresAppStore } from './app-store.postgres.js'
import { AppsController } from './apps.controller.js'
import { Apps } from './apps.service.js'
import { GRANTS_OF_APP, type GrantsOfApp } from './grants-of-app.port.js'

const apps = {
  provide: Apps,
  inject: [DataSource, CLOCK, GRANTS_OF_APP],
  useFactory: (database: DataSource, clock: Clock, grants: GrantsOfApp) =>
    new Apps({ store: new PostgresAppStore(database), grants, clock }),
}

@Module({ controllers: [AppsController], providers: [apps], exports: [Apps] })
export class AppsModule {}
