import { Module } from '@nestjs/common'
import { DataSource } from 'typeorm'
import { CLOCK, type Clock } from '../settings.module.js'
import { VaultModule } from '../vault/vault.module.js'
import { PostgresAccountStore } from './account-store.postgres.js'
import { AccountsController } from './accounts.controller.js'
import { Accounts } from './accounts.service.js'
import { Argon2PasswordHasher } from './password-hasher.argon2.js'

const accounts = {
  provide: Accounts,
  inject: [DataSource, CLOCK],
  useFactory: (database: DataSource, clock: Clock) =>
    new Accounts({ store: new PostgresAccountStore(database), hasher: new Argon2PasswordHasher(), clock }),
}

@Module({ imports: [VaultModule], controllers: [AccountsController], providers: [accounts], exports: [Accounts] })
export class AccountsModule {}
