import { countAddress } from '@1relay/browser-apps'
import { Module } from '@nestjs/common'
import type { RedisClient } from '@1relay/redis'
import { DataSource } from 'typeorm'
import type { Config } from '../config.js'
import { PostOffice } from '../mail/index.js'
import { REDIS } from '../redis/index.js'
import { CLOCK, type Clock, CONFIG } from '../settings.module.js'
import { Vaults } from '../vault/index.js'
import { VaultModule } from '../vault/vault.module.js'
import { AccountPost } from './account-post.service.js'
import { PostgresAccountStore } from './account-store.postgres.js'
import { AccountsController } from './accounts.controller.js'
import { Accounts } from './accounts.service.js'
import { Argon2PasswordHasher } from './password-hasher.argon2.js'
import { passwordMail } from './password-mail.js'
import { PostgresSessionStore } from './session-store.postgres.js'
import { SessionsController } from './sessions.controller.js'
import { Sessions } from './sessions.service.js'
import { SignInDesk } from './sign-in-desk.http.js'

const sessions = {
  provide: Sessions,
  inject: [DataSource, CLOCK],
  useFactory: (database: DataSource, clock: Clock) =>
    new Sessions({ store: new PostgresSessionStore(database), clock }),
}

// Of one mailbox and subject, whatever the reason: more than a person could want to know.
const LETTERS = { limit: 20, windowMs: 60 * 60_000 }

const accountPost = {
  provide: AccountPost,
  inject: [DataSource, REDIS, PostOffice],
  useFactory: (database: DataSource, redis: RedisClient, post: PostOffice) =>
    new AccountPost({
      store: new PostgresAccountStore(database),
      count: (address) => countAddress(redis, { what: 'letters', address, ...LETTERS }),
      post: (posting) => post.send(posting),
    }),
}

type Wiring = [DataSource, Sessions, AccountPost, Config, Clock]

const accounts = {
  provide: Accounts,
  inject: [DataSource, Sessions, AccountPost, CONFIG, CLOCK],
  useFactory: (...[database, begun, post, { publicOrigin }, clock]: Wiring) =>
    new Accounts({
      store: new PostgresAccountStore(database),
      sessions: begun,
      hasher: new Argon2PasswordHasher(),
      tellPasswordChanged: (accountId) => post.send({ accountId, letter: passwordMail(publicOrigin) }),
      clock,
    }),
}

const desk = {
  provide: SignInDesk,
  inject: [Vaults, CONFIG],
  useFactory: (vaults: Vaults, { publicOrigin }: Config) =>
    new SignInDesk({ publicOrigin, hasVault: (accountId) => vaults.hasVault(accountId) }),
}

@Module({
  imports: [VaultModule],
  controllers: [AccountsController, SessionsController],
  providers: [sessions, accountPost, accounts, desk],
  exports: [Sessions, AccountPost, Accounts, SignInDesk],
})
export class AccountsModule {}
