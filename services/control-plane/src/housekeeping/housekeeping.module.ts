import { Inject, Module, type OnModuleDestroy } from '@nestjs/common'
import type { Logger } from '@1relay/log'
import { DataSource } from 'typeorm'
import { ExpiredSessions } from '../accounts/index.js'
import { AuditRetention } from '../audit/index.js'
import { HeadMails } from '../audit-log/index.js'
import { AuditLogModule } from '../audit-log/audit-log.module.js'
import type { Config } from '../config.js'
import { DisposableKeys } from '../disposable-keys/index.js'
import { DisposableKeysModule } from '../disposable-keys/disposable-keys.module.js'
import { Grants } from '../grants/index.js'
import { LinkTokens } from '../link/index.js'
import { LinkModule } from '../link/link.module.js'
import { SpentMails } from '../mail/index.js'
import { CLOCK, type Clock, CONFIG, LOGGER } from '../settings.module.js'
import { PostgresUserHistory } from '../relay-users/index.js'
import { ExpiredConfirmations } from '../trusted-ips/index.js'
import { UsageRetention } from '../usage/index.js'
import { PostgresWebhookOutbox } from '../webhooks/index.js'
import { WebhooksModule } from '../webhooks/webhooks.module.js'
import { Housekeeper } from './housekeeper.bullmq.js'
import { type Chore, Housekeeping } from './housekeeping.service.js'

const HOUR_MS = 60 * 60 * 1000
const DAY_MS = 24 * HOUR_MS
const LINK_SESSIONS_KEPT_MS = 30 * DAY_MS
// The usage of a call comes minutes later, and finds its owner by the grant.
const KEY_CHECKS_KEPT_MS = 2 * DAY_MS
// The same for people of browser apps; whoever deleted themselves left an empty row.
const RELAY_USERS_KEPT_MS = 2 * DAY_MS
// A provisioner mints thousands in a month: nobody looks through older ones, and lists would grow slow.
const ENDED_KEYS_KEPT_MS = 90 * DAY_MS
// A clock that is behind ours must not lose what it takes for live.
const SEALED_KEPT_MS = HOUR_MS
const CONFIRMATIONS_KEPT_MS = HOUR_MS
const SESSIONS_KEPT_MS = HOUR_MS
const MAILS_KEPT_MS = DAY_MS
const WEBHOOK_MESSAGES_KEPT_MS = 30 * DAY_MS

const ago = (now: Date, ms: number): Date => new Date(now.getTime() - ms)

const choresOf = (database: DataSource, linkTokens: LinkTokens, grants: Grants, keptMs: number): Chore[] => {
  const usage = new UsageRetention(database)
  const relayUsers = new PostgresUserHistory(database)
  const confirmations = new ExpiredConfirmations(database)
  const [sessions, mails] = [new ExpiredSessions(database), new SpentMails(database)]
  return [
    { name: 'link sessions', run: (now, limit) => linkTokens.dropExpired(ago(now, LINK_SESSIONS_KEPT_MS), limit) },
    { name: 'sealed credentials', run: (now, limit) => grants.forgetSealed(ago(now, SEALED_KEPT_MS), limit) },
    { name: 'key checks', run: (now, limit) => grants.dropKeyChecks(ago(now, KEY_CHECKS_KEPT_MS), limit) },
    { name: 'relay users', run: (now, limit) => relayUsers.eraseEnded(ago(now, RELAY_USERS_KEPT_MS), limit) },
    { name: 'ip confirmations', run: (now, limit) => confirmations.drop(ago(now, CONFIRMATIONS_KEPT_MS), limit) },
    { name: 'sessions', run: (now, limit) => sessions.drop(ago(now, SESSIONS_KEPT_MS), limit) },
    { name: 'spent mails', run: (now, limit) => mails.drop(ago(now, MAILS_KEPT_MS), limit) },
    { name: 'usage months', run: async (now) => (await usage.dropMonths(ago(now, keptMs))).length },
    { name: 'usage slots', run: (now, limit) => usage.dropSlots(ago(now, keptMs), limit) },
    { name: 'usage rejects', run: (now, limit) => usage.dropRejects(ago(now, keptMs), limit) },
  ]
}

const auditChoresOf = (retention: AuditRetention, headMails: HeadMails): Chore[] => [
  { name: 'audit records', run: (now, limit) => retention.prune(now, limit) },
  { name: 'audit keys', run: (_, limit) => retention.rewrap(limit) },
  { name: 'audit heads', run: (now, limit) => headMails.send(now, limit) },
]

const webhookChoresOf = (outbox: PostgresWebhookOutbox): Chore[] => [
  { name: 'webhook messages', run: (now, limit) => outbox.forget(ago(now, WEBHOOK_MESSAGES_KEPT_MS), limit) },
]

const keyChoresOf = (keys: DisposableKeys): Chore[] => [
  { name: 'ended keys', run: (now, limit) => keys.dropEnded(ago(now, ENDED_KEYS_KEPT_MS), limit) },
]

type Wiring = [
  DataSource,
  LinkTokens,
  Grants,
  DisposableKeys,
  PostgresWebhookOutbox,
  AuditRetention,
  HeadMails,
  Config,
  Clock,
  Logger,
]

const housekeeping = {
  provide: Housekeeping,
  inject: [
    DataSource,
    LinkTokens,
    Grants,
    DisposableKeys,
    PostgresWebhookOutbox,
    AuditRetention,
    HeadMails,
    CONFIG,
    CLOCK,
    LOGGER,
  ],
  useFactory: (
    ...[database, linkTokens, grants, keys, webhooks, retention, headMails, config, clock, logger]: Wiring
  ) => {
    const keptMs = config.usageRetentionDays * DAY_MS
    const chores = [
      ...choresOf(database, linkTokens, grants, keptMs),
      ...keyChoresOf(keys),
      ...webhookChoresOf(webhooks),
      ...auditChoresOf(retention, headMails),
    ]
    return new Housekeeping(chores, clock, logger)
  },
}

const housekeeper = {
  provide: Housekeeper,
  inject: [CONFIG, Housekeeping, LOGGER],
  useFactory: ({ redis, queueWorkers }: Config, service: Housekeeping, logger: Logger) =>
    queueWorkers ? new Housekeeper({ redis, housekeeping: service, logger }) : undefined,
}

@Module({
  imports: [LinkModule, AuditLogModule, DisposableKeysModule, WebhooksModule],
  providers: [housekeeping, housekeeper],
})
export class HousekeepingModule implements OnModuleDestroy {
  constructor(@Inject(Housekeeper) private readonly worker: Housekeeper | undefined) {}

  // Before onApplicationShutdown, which closes the pool that a running round still needs.
  async onModuleDestroy(): Promise<void> {
    await this.worker?.close()
  }
}
