import { Module } from '@nestjs/common'
import type { Logger } from '@1relay/log'
import type { RedisClient } from '@1relay/redis'
import { DataSource } from 'typeorm'
import { AccountsModule } from '../accounts/accounts.module.js'
import { AccountPost } from '../accounts/index.js'
import { AppsModule } from '../apps/apps.module.js'
import { Apps } from '../apps/index.js'
import type { Config } from '../config.js'
import { REDIS } from '../redis/index.js'
import { CLOCK, type Clock, CONFIG, LOGGER } from '../settings.module.js'
import { VaultModule } from '../vault/vault.module.js'
import { RedisChallenges } from './challenges.redis.js'
import { passkeyMail } from './passkey-mail.js'
import { PostgresPasskeyStore } from './passkey-store.postgres.js'
import { PasskeysController } from './passkeys.controller.js'
import { CHALLENGE_MS, Passkeys, type PasskeysParts } from './passkeys.service.js'
import { SimpleWebAuthn } from './webauthn.simplewebauthn.js'

const WEB_AUTHN = Symbol('webauthn')

const webAuthn = {
  provide: WEB_AUTHN,
  inject: [CONFIG, Apps, LOGGER],
  useFactory: ({ publicOrigin: origin }: Config, apps: Apps, logger: Logger) =>
    new SimpleWebAuthn({
      origin,
      timeoutMs: CHALLENGE_MS,
      isFrameOrigin: (framing) => apps.isFrameOrigin(framing),
      // Its name alone: the library's sentences quote what the browser sent.
      onRefusal: (error) => logger.info({ reason: error instanceof Error ? error.name : 'unknown' }, 'passkey refused'),
    }),
}

type Surroundings = Pick<PasskeysParts, 'tellAdded' | 'clock'>
const SURROUNDINGS = Symbol('surroundings')

const surroundings = {
  provide: SURROUNDINGS,
  inject: [AccountPost, CONFIG, CLOCK],
  useFactory: (post: AccountPost, { publicOrigin }: Config, clock: Clock): Surroundings => ({
    tellAdded: (accountId, name) => post.send({ accountId, letter: passkeyMail(name, publicOrigin) }),
    clock,
  }),
}

const passkeys = {
  provide: Passkeys,
  inject: [DataSource, REDIS, WEB_AUTHN, SURROUNDINGS],
  useFactory: (database: DataSource, redis: RedisClient, checks: SimpleWebAuthn, around: Surroundings) =>
    new Passkeys({
      store: new PostgresPasskeyStore(database),
      challenges: new RedisChallenges(redis),
      webAuthn: checks,
      ...around,
    }),
}

@Module({
  imports: [AccountsModule, AppsModule, VaultModule],
  controllers: [PasskeysController],
  providers: [webAuthn, surroundings, passkeys],
  exports: [Passkeys],
})
export class PasskeysModule {}
