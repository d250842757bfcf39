import { type DynamicModule, Module, type ModuleMetadata } from '@nestjs/common'
import { APP_GUARD, APP_INTERCEPTOR, Reflector } from '@nestjs/core'
import { ThrottlerStorageRedisService } from '@nest-lab/throttler-storage-redis'
import type { RedisClient } from '@1relay/redis'
import type { Redis } from 'ioredis'
import type { Config } from '../config.js'
import { REDIS } from '../redis/index.js'
import { CONFIG } from '../settings.module.js'
import { AccessGuard, type Authenticators } from './access.guard.js'
import { BrowserAppGuard } from './browser-app.guard.js'
import { AnswerInterceptor } from './answer.interceptor.js'
import { FailClosedStorage, RateLimitGuard } from './throttle.guard.js'

/** How `Authenticators` are made: from the services of the modules that `imports` names. */
export interface AuthenticatorsFrom {
  imports: NonNullable<ModuleMetadata['imports']>
  inject: readonly (symbol | (abstract new (...args: never[]) => unknown))[]
  useFactory: (...services: never[]) => Authenticators
}

const AUTHENTICATORS = Symbol('authenticators')

/** The global guards, in this order: counting comes first, so that guessing at tokens is counted too. */
@Module({})
export class EdgeModule {
  static with({ imports, inject, useFactory }: AuthenticatorsFrom): DynamicModule {
    return {
      module: EdgeModule,
      imports,
      providers: [
        {
          provide: AUTHENTICATORS,
          inject: [...inject],
          useFactory: useFactory as (...args: unknown[]) => Authenticators,
        },
        {
          provide: APP_GUARD,
          inject: [REDIS, Reflector, CONFIG],
          useFactory: (redis: RedisClient, reflector: Reflector, config: Config) =>
            new RateLimitGuard(
              // It takes a cluster too, and says so in an overload of its own.
              new FailClosedStorage(new ThrottlerStorageRedisService(redis as Redis)),
              reflector,
              config.throttleScale,
            ),
        },
        {
          provide: APP_GUARD,
          inject: [REDIS, CONFIG],
          useFactory: (redis: RedisClient, { browserApps }: Config) =>
            new BrowserAppGuard(redis, browserApps.addressRequestsPerMinute),
        },
        {
          provide: APP_GUARD,
          inject: [Reflector, AUTHENTICATORS, CONFIG],
          useFactory: (reflector: Reflector, authenticators: Authenticators, config: Config) =>
            new AccessGuard({
              reflector,
              authenticators,
              internalSecret: config.internalSecret,
              publicOrigin: config.publicOrigin,
            }),
        },
        {
          provide: APP_INTERCEPTOR,
          inject: [Reflector],
          useFactory: (reflector: Reflector) => new AnswerInterceptor(reflector),
        },
      ],
    }
  }
}
