import { Global, Inject, Module, type OnApplicationShutdown } from '@nestjs/common'
import type { Logger } from '@1relay/log'
import { connectTo, openImpatient, type RedisClient } from '@1relay/redis'
import type { Config } from '../config.js'
import { CONFIG, LOGGER } from '../settings.module.js'
import { REDIS } from './index.js'

const COMMAND_TIMEOUT_MS = 1000

// Starting without Redis is allowed: /healthz says 503 and limits fail closed until it is back.
const connect = async (config: Config, logger: Logger): Promise<RedisClient> => {
  const redis = openImpatient(config.redis, COMMAND_TIMEOUT_MS, (err) => logger.warn({ err }, 'Redis does not answer'))
  await connectTo(redis).catch(() => undefined)
  return redis
}

/** Gives every module REDIS, and closes it last of all. */
@Global()
@Module({ providers: [{ provide: REDIS, inject: [CONFIG, LOGGER], useFactory: connect }], exports: [REDIS] })
export class RedisModule implements OnApplicationShutdown {
  constructor(@Inject(REDIS) private readonly redis: RedisClient) {}

  onApplicationShutdown(): void {
    this.redis.disconnect(false)
  }
}
