import { Global, Inject, Module, type OnApplicationShutdown } from '@nestjs/common'
import type { Logger } from '@1relay/log'
import type { Redis } from 'ioredis'
import type { Config } from '../config.js'
import { CONFIG, LOGGER } from '../settings.module.js'
import { openRedis, REDIS } from './index.js'

// Starting without Redis is allowed: /healthz says 503 and limits fail closed until it is back.
const connect = async (config: Config, logger: Logger): Promise<Redis> => {
  const redis = openRedis(config.redisUrl, (err) => logger.warn({ err }, 'Redis does not answer'))
  await redis.connect().catch(() => undefined)
  return redis
}

/** Gives every module REDIS, and closes it last of all. */
@Global()
@Module({ providers: [{ provide: REDIS, inject: [CONFIG, LOGGER], useFactory: connect }], exports: [REDIS] })
export class RedisModule implements OnApplicationShutdown {
  constructor(@Inject(REDIS) private readonly redis: Redis) {}

  onApplicationShutdown(): void {
    this.redis.disconnect(false)
  }
}
