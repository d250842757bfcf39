import { Global, Module } from '@nestjs/common'
import type { Config } from '../config.js'
import { CLOCK, type Clock, CONFIG } from '../settings.module.js'
import { AdminAudit } from './admin-audit.service.js'
import { AuditInbox } from './audit-inbox.postgres.js'
import { MasterKeys } from './master-keys.js'

const keys = {
  provide: MasterKeys,
  inject: [CONFIG],
  useFactory: ({ auditKeys }: Config) => new MasterKeys(auditKeys),
}

const inbox = {
  provide: AuditInbox,
  inject: [MasterKeys],
  useFactory: (masterKeys: MasterKeys) => new AuditInbox(masterKeys),
}

const adminAudit = {
  provide: AdminAudit,
  inject: [AuditInbox, CLOCK],
  useFactory: (auditInbox: AuditInbox, clock: Clock) => new AdminAudit(auditInbox, clock),
}

/** Gives every module `AdminAudit`. */
@Global()
@Module({ providers: [keys, inbox, adminAudit], exports: [MasterKeys, AuditInbox, AdminAudit] })
export class AuditModule {}
