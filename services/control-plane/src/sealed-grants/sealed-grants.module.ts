import { Module } from '@nestjs/common'
import { Grants } from '../grants/index.js'
import { CLOCK, type Clock } from '../settings.module.js'
import { SealedGrantsController } from './sealed-grants.controller.js'
import { SealedGrants } from './sealed-grants.service.js'

const sealedGrants = {
  provide: SealedGrants,
  inject: [Grants, CLOCK],
  useFactory: (grants: Grants, clock: Clock) => new SealedGrants(grants, clock),
}

@Module({ controllers: [SealedGrantsController], providers: [sealedGrants] })
export class SealedGrantsModule {}
