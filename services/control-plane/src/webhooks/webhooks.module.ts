import { Inject, Module, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common'
import type { Logger } from '@1relay/log'
import { DataSource } from 'typeorm'
import { AppsModule } from '../apps/apps.module.js'
import type { Config } from '../config.js'
import { inTransaction } from '../database/index.js'
import { CLOCK, type Clock, CONFIG, LOGGER } from '../settings.module.js'
import { AppWebhooksController } from './app-webhooks.controller.js'
import { WebhookDeliveries } from './deliveries.service.js'
import { sendWebhook } from './send-webhook.https.js'
import { PostgresWebhookOutbox } from './webhook-outbox.postgres.js'
import { PostgresWebhookStore } from './webhook-store.postgres.js'
import { Webhooks } from './webhooks.service.js'
import { WorkspaceWebhooksController } from './workspace-webhooks.controller.js'

const LOOK_EVERY_MS = 10_000
const TIMEOUT_MS = 10_000

const store = {
  provide: PostgresWebhookStore,
  inject: [DataSource, CONFIG],
  useFactory: (database: DataSource, { internalSecret }: Config) => new PostgresWebhookStore(database, internalSecret),
}

const outbox = {
  provide: PostgresWebhookOutbox,
  inject: [DataSource, PostgresWebhookStore],
  useFactory: (database: DataSource, webhooks: PostgresWebhookStore) => new PostgresWebhookOutbox(database, webhooks),
}

const deliveries = {
  provide: WebhookDeliveries,
  inject: [PostgresWebhookOutbox, CONFIG, CLOCK, LOGGER],
  useFactory: (messages: PostgresWebhookOutbox, { webhookOrigins: allowed }: Config, clock: Clock, logger: Logger) =>
    new WebhookDeliveries({
      outbox: messages,
      send: (sending) => sendWebhook(sending, { allowed, timeoutMs: TIMEOUT_MS }),
      clock,
      logger,
    }),
}

type Wiring = [DataSource, PostgresWebhookStore, PostgresWebhookOutbox, WebhookDeliveries, Config, Clock]

const webhooks = {
  provide: Webhooks,
  inject: [DataSource, PostgresWebhookStore, PostgresWebhookOutbox, WebhookDeliveries, CONFIG, CLOCK],
  useFactory: (...[database, known, messages, sending, { webhookOrigins }, clock]: Wiring) =>
    new Webhooks({
      store: known,
      outbox: messages,
      deliveries: sending,
      transact: (work) => inTransaction(database, work),
      allowedOrigins: webhookOrigins,
      clock,
    }),
}

/** Delivers what waits as well: after a restart, and when a receiver is back. */
@Module({
  imports: [AppsModule],
  controllers: [AppWebhooksController, WorkspaceWebhooksController],
  providers: [store, outbox, deliveries, webhooks],
  exports: [Webhooks, PostgresWebhookOutbox],
})
export class WebhooksModule implements OnApplicationBootstrap, OnModuleDestroy {
  #timer: NodeJS.Timeout | undefined

  constructor(@Inject(WebhookDeliveries) private readonly sending: WebhookDeliveries) {}

  onApplicationBootstrap(): void {
    void this.sending.deliver()
    this.#timer = setInterval(() => void this.sending.deliver(), LOOK_EVERY_MS).unref()
  }

  async onModuleDestroy(): Promise<void> {
    clearInterval(this.#timer)
    await this.sending.close()
  }
}
