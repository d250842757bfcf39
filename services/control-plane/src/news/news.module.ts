import { Global, Inject, Module, type OnApplicationShutdown } from '@nestjs/common'
import type { Logger } from '@1relay/log'
import type { Redis } from 'ioredis'
import type { Config } from '../config.js'
import { REDIS } from '../redis/index.js'
import { CONFIG, LOGGER } from '../settings.module.js'
import { News } from './news.redis.js'

const news = {
  provide: News,
  inject: [CONFIG, REDIS, LOGGER],
  useFactory: ({ redisUrl }: Config, redis: Redis, logger: Logger) =>
    new News({ redisUrl, redis, onError: (err) => logger.warn({ err }, 'news have to wait') }),
}

/** Gives every module News. */
@Global()
@Module({ providers: [news], exports: [News] })
export class NewsModule implements OnApplicationShutdown {
  constructor(@Inject(News) private readonly news: News) {}

  onApplicationShutdown(): void {
    this.news.close()
  }
}
