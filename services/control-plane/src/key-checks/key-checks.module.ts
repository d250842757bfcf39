import { Module } from '@nestjs/common'
import { Grants } from '../grants/index.js'
import { CLOCK, type Clock } from '../settings.module.js'
import { KeyChecksController } from './key-checks.controller.js'
import { KeyChecks } from './key-checks.service.js'

const keyChecks = {
  provide: KeyChecks,
  inject: [Grants, CLOCK],
  useFactory: (grants: Grants, clock: Clock) => new KeyChecks(grants, clock),
}

@Module({ controllers: [KeyChecksController], providers: [keyChecks] })
export class KeyChecksModule {}
