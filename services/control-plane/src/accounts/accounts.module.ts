import { Module } from '@nestjs/common'
import { DataSource } from 'typeorm'
import type { Config } from '../config.js'
import { PostOffice } from '../mail/index.js'
import { CLOCK, type Clock, CONFIG } from '../settings.module.js'
import { Vaults } from '../vault/index.js'
import { VaultModule } from '../vault/vault.module.js'
import { PostgresAccountStore } from './account-store.postgres.js'
import { AccountsController } from './accounts.controller.js'
import { Accounts, type AccountsParts } from './accounts.service.js'
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

const TELL_PASSWORD_CHANGED = Symbol('tell that the password was changed')

const tellPasswordChanged = {
  provide: TELL_PASSWORD_CHANGED,
  inject: [PostOffice, CONFIG],
  useFactory:
    (post: PostOffice, { publicOrigin }: Config): AccountsParts['tellPasswordChanged'] =>
    ({ id, email }) =>
      post.send({ to: email, accountId: id, letter: passwordMail(publicOrigin) }),
}

const accounts = {
  provide: Accounts,
  inject: [DataSource, Sessions, TELL_PASSWORD_CHANGED, CLOCK],
  useFactory: (database: DataSource, begun: Sessions, tell: AccountsParts['tellPasswordChanged'], clock: Clock) =>
    new Accounts({
      store: new PostgresAccountStore(database),
      sessions: begun,
      hasher: new Argon2PasswordHasher(),
      tellPasswordChanged: tell,
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
  providers: [sessions, tellPasswordChanged, accounts, desk],
  exports: [Sessions, Accounts, SignInDesk],
})
export class AccountsModule {}
