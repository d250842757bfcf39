import { join } from 'node:path'
import { Global, Inject, Module, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common'
import type { Logger } from '@1relay/log'
import { DataSource } from 'typeorm'
import type { Config } from '../config.js'
import { CLOCK, type Clock, CONFIG, LOGGER } from '../settings.module.js'
import { FileMailer } from './mailer.file.js'
import type { Mailer } from './mailer.port.js'
import { SmtpMailer } from './mailer.smtp.js'
import { PostgresOutbox } from './outbox.postgres.js'
import { PostOffice } from './post-office.service.js'

const LOOK_EVERY_MS = 10_000

const makeMailer = ({ smtpUrl, mailFrom: from, dataDir }: Config): Mailer =>
  smtpUrl === undefined
    ? new FileMailer({ folder: join(dataDir, 'mail'), from })
    : new SmtpMailer({ url: smtpUrl, from })

const postOffice = {
  provide: PostOffice,
  inject: [DataSource, CONFIG, CLOCK, LOGGER],
  useFactory: (database: DataSource, config: Config, clock: Clock, logger: Logger) =>
    new PostOffice({
      outbox: new PostgresOutbox(database, config.internalSecret),
      mailer: makeMailer(config),
      clock,
      logger,
    }),
}

/** Gives every module the PostOffice, and sends what waits: after a restart, and when a mail server is back. */
@Global()
@Module({ providers: [postOffice], exports: [PostOffice] })
export class MailModule implements OnApplicationBootstrap, OnModuleDestroy {
  #timer: NodeJS.Timeout | undefined

  constructor(@Inject(PostOffice) private readonly post: PostOffice) {}

  onApplicationBootstrap(): void {
    void this.post.deliver()
    this.#timer = setInterval(() => void this.post.deliver(), LOOK_EVERY_MS).unref()
  }

  async onModuleDestroy(): Promise<void> {
    clearInterval(this.#timer)
    await this.post.close()
  }
}
