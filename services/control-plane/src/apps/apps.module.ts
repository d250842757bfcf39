import { Module } from '@nestjs/common'
import { DataSource } from 'typeorm'
import type { Config } from '../config.js'
import { CLOCK, type Clock, CONFIG } from '../settings.module.js'
import { PostgresAppStore } from './app-store.postgres.js'
import { AppsController } from './apps.controller.js'
import { Apps } from './apps.service.js'
import { LogosController } from './logos.controller.js'
import { Logos } from './logos.service.js'
import { GRANTS_OF_APP, type GrantsOfApp } from './grants-of-app.port.js'

const apps = {
  provide: Apps,
  inject: [DataSource, CONFIG, CLOCK, GRANTS_OF_APP],
  useFactory: (database: DataSource, { publicOrigin }: Config, clock: Clock, grants: GrantsOfApp) =>
    new Apps({ store: new PostgresAppStore(database), logosUrl: `${publicOrigin}/link/logos/`, grants, clock }),
}

const logos = {
  provide: Logos,
  inject: [DataSource],
  useFactory: (database: DataSource) => new Logos(new PostgresAppStore(database)),
}

@Module({ controllers: [AppsController, LogosController], providers: [apps, logos], exports: [Apps] })
export class AppsModule {}
