import { Module } from '@nestjs/common'
import { DataSource } from 'typeorm'
import { AdminAudit } from '../audit/index.js'
import type { Config } from '../config.js'
import { Grants } from '../grants/index.js'
import { PostOffice } from '../mail/index.js'
import { CLOCK, type Clock, CONFIG } from '../settings.module.js'
import { PostgresHeldKeys } from './held-keys.postgres.js'
import { IpConfirmationsController } from './ip-confirmations.controller.js'
import { IpConfirmations } from './ip-confirmations.service.js'
import { NetworkQuestionsController } from './network-questions.controller.js'
import { PostgresTrustStore } from './trust-store.postgres.js'
import { TrustedIpsController } from './trusted-ips.controller.js'
import { TrustedIps } from './trusted-ips.service.js'

/** What both services need. */
interface Parts {
  readonly store: PostgresTrustStore
  readonly keys: PostgresHeldKeys
  readonly grants: Grants
  readonly clock: Clock
}

const PARTS = Symbol('parts of trusted addresses')

const parts = {
  provide: PARTS,
  inject: [DataSource, Grants, AdminAudit, CLOCK],
  useFactory: (database: DataSource, grants: Grants, audit: AdminAudit, clock: Clock): Parts => ({
    store: new PostgresTrustStore({ database, grants, audit }),
    keys: new PostgresHeldKeys(database, clock),
    grants,
    clock,
  }),
}

const trustedIps = {
  provide: TrustedIps,
  inject: [PARTS, PostOffice, CONFIG],
  useFactory: (shared: Parts, post: PostOffice, { sharedEgress, publicOrigin }: Config) =>
    new TrustedIps({ ...shared, post, sharedEgress, publicOrigin }),
}

const confirmations = {
  provide: IpConfirmations,
  inject: [PARTS],
  useFactory: (shared: Parts) => new IpConfirmations(shared),
}

@Module({
  controllers: [TrustedIpsController, IpConfirmationsController, NetworkQuestionsController],
  providers: [parts, trustedIps, confirmations],
})
export class TrustedIpsModule {}
