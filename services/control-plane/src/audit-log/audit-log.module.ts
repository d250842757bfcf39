import { Inject, Module, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common'
import { isFault } from '@1relay/faults'
import type { Logger } from '@1relay/log'
import { DataSource } from 'typeorm'
import { AccountsModule } from '../accounts/accounts.module.js'
import { AccountPost } from '../accounts/index.js'
import {
  AdminAudit,
  AuditAppender,
  AuditRetention,
  AuditSigner,
  MasterKeys,
  PostgresAuditReader,
  PostgresChainStates,
} from '../audit/index.js'
import type { Config } from '../config.js'
import { inTransaction } from '../database/index.js'
import { PostOffice } from '../mail/index.js'
import { CLOCK, type Clock, CONFIG, LOGGER } from '../settings.module.js'
import { PLANS, Workspaces } from '../workspaces/index.js'
import { WorkspacesModule } from '../workspaces/workspaces.module.js'
import { AuditChains } from './audit-chains.service.js'
import { AuditClerk } from './audit-clerk.service.js'
import { AuditController } from './audit.controller.js'
import { AuditExports } from './audit-exports.service.js'
import { AuditLog } from './audit-log.service.js'
import { PostgresDueHeads } from './due-heads.postgres.js'
import { HeadMails, type HeadReaders } from './head-mails.service.js'

// How long a record waits for its place at most, while nobody looks.
const ROUND_EVERY_MS = 1_000

const unlessGone = async <T>(asked: Promise<T>): Promise<T | undefined> => {
  try {
    return await asked
  } catch (error) {
    if (isFault(error) && error.code === 'not_found') return undefined
    throw error
  }
}

const findRetention = (workspaces: Workspaces) => async (workspaceId: string) => {
  const workspace = await unlessGone(workspaces.get(workspaceId))
  return workspace && PLANS[workspace.plan].auditRetentionDays
}

const findReaders =
  (workspaces: Workspaces, post: AccountPost) =>
  async (workspaceId: string): Promise<HeadReaders | undefined> => {
    const workspace = await unlessGone(workspaces.get(workspaceId))
    if (workspace === undefined) return undefined
    const admins = await Promise.all(
      (await workspaces.adminsOf(workspaceId)).map(async ({ accountId }) => {
        const email = await post.findMailbox(accountId)
        return email === undefined ? [] : [{ accountId, email }]
      }),
    )
    return { workspaceName: workspace.name, admins: admins.flat() }
  }

const appender = {
  provide: AuditAppender,
  inject: [DataSource, MasterKeys, Workspaces, CLOCK],
  useFactory: (database: DataSource, keys: MasterKeys, workspaces: Workspaces, clock: Clock) =>
    new AuditAppender({ database, keys, findRetention: findRetention(workspaces), clock }),
}

const clerk = {
  provide: AuditClerk,
  inject: [AuditAppender, LOGGER],
  useFactory: (auditAppender: AuditAppender, logger: Logger) =>
    new AuditClerk({ appendAll: () => auditAppender.appendAll(), logger }),
}

const signer = {
  provide: AuditSigner,
  inject: [DataSource, MasterKeys],
  useFactory: (database: DataSource, keys: MasterKeys) => new AuditSigner(database, keys),
}

const log = {
  provide: AuditLog,
  inject: [DataSource, MasterKeys, AuditAppender, CLOCK, LOGGER],
  useFactory: (...[database, keys, auditAppender, clock, logger]: LogNeeds) =>
    new AuditLog({
      reader: new PostgresAuditReader(database, keys),
      append: (workspaceId) => auditAppender.append(workspaceId),
      clock,
      logger,
    }),
}
type LogNeeds = [DataSource, MasterKeys, AuditAppender, Clock, Logger]

const exports = {
  provide: AuditExports,
  inject: [DataSource, MasterKeys, AuditAppender, AuditSigner, CLOCK],
  useFactory: (...[database, keys, auditAppender, auditSigner, clock]: ExportNeeds) =>
    new AuditExports({
      reader: new PostgresAuditReader(database, keys),
      chains: new PostgresChainStates(database),
      publicKey: () => auditSigner.publicKey(),
      signHead: (claim) => auditSigner.signHead(claim),
      append: (workspaceId) => auditAppender.append(workspaceId),
      clock,
    }),
}
type ExportNeeds = [DataSource, MasterKeys, AuditAppender, AuditSigner, Clock]

const chains = {
  provide: AuditChains,
  inject: [DataSource, AuditAppender, AuditSigner, Workspaces, AdminAudit],
  useFactory: (...[database, auditAppender, auditSigner, workspaces, audit]: ChainNeeds) =>
    new AuditChains({
      chains: new PostgresChainStates(database),
      signHead: (claim) => auditSigner.signHead(claim),
      append: (workspaceId) => auditAppender.append(workspaceId),
      findRetention: findRetention(workspaces),
      audit,
      transact: (work) => inTransaction(database, work),
    }),
}
type ChainNeeds = [DataSource, AuditAppender, AuditSigner, Workspaces, AdminAudit]

const retention = {
  provide: AuditRetention,
  inject: [DataSource, MasterKeys, AuditSigner, LOGGER],
  useFactory: (database: DataSource, keys: MasterKeys, auditSigner: AuditSigner, logger: Logger) =>
    new AuditRetention(database, keys, auditSigner, (facts) =>
      logger.error(facts, 'a run of audit records was changed by somebody else: it is pruned without an anchor'),
    ),
}

const headMails = {
  provide: HeadMails,
  inject: [DataSource, AuditSigner, Workspaces, AccountPost, PostOffice, CONFIG],
  useFactory: (...[database, auditSigner, workspaces, accountPost, post, { publicOrigin }]: MailNeeds) =>
    new HeadMails({
      heads: new PostgresDueHeads(database),
      signHead: (claim) => auditSigner.signHead(claim),
      findReaders: findReaders(workspaces, accountPost),
      post,
      publicOrigin,
    }),
}
type MailNeeds = [DataSource, AuditSigner, Workspaces, AccountPost, PostOffice, Config]

/** The audit as it is read, and what is done for it in the background. */
@Module({
  imports: [AccountsModule, WorkspacesModule],
  controllers: [AuditController],
  providers: [appender, clerk, signer, log, exports, chains, retention, headMails],
  exports: [AuditAppender, AuditRetention, HeadMails],
})
export class AuditLogModule implements OnApplicationBootstrap, OnModuleDestroy {
  #timer: NodeJS.Timeout | undefined

  constructor(@Inject(AuditClerk) private readonly auditClerk: AuditClerk) {}

  onApplicationBootstrap(): void {
    this.#timer = setInterval(() => void this.auditClerk.round(), ROUND_EVERY_MS).unref()
  }

  // Before onApplicationShutdown, which closes the pool that a running round still needs.
  async onModuleDestroy(): Promise<void> {
    clearInterval(this.#timer)
    await this.auditClerk.close()
  }
}
