import { Module } from '@nestjs/common'
import { AppsModule } from '../apps/apps.module.js'
import { Apps } from '../apps/index.js'
import { Grants } from '../grants/index.js'
import { CLOCK, type Clock } from '../settings.module.js'
import { ConnectionsController } from './connections.controller.js'
import { Connections } from './connections.service.js'

const connections = {
  provide: Connections,
  inject: [Grants, Apps, CLOCK],
  useFactory: (grants: Grants, apps: Apps, clock: Clock) =>
    new Connections({ grants, findApps: (ids) => apps.findAppsEverKnown(ids), clock }),
}

@Module({ imports: [AppsModule], controllers: [ConnectionsController], providers: [connections] })
export class ConnectionsModule {}
