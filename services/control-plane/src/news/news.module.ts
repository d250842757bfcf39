import { Global, Inject, Module, type OnApplicationShutdown } from '@nestjs/common'
import type { Logger } from '@1relay/log'
import type { RedisClient } from '@1relay/redis'
import { REDIS } from '../redis/index.js'
import { LOGGER } from '../settings.module.js'
import { News } from './news.redis.js'

const news = {
  provide: News,
  inject: [REDIS, LOGGER],
  useFactory: (redis: RedisClient, logger: Logger) =>
    new News({ redis, onError: (err) => logger.warn({ err }, 'news have to wait') }),
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
