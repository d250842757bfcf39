import { Module } from '@nestjs/common'
import { DataSource } from 'typeorm'
import { DisposableKeys } from '../disposable-keys/index.js'
import { DisposableKeysModule } from '../disposable-keys/disposable-keys.module.js'
import { Grants } from '../grants/index.js'
import { ManagementTokens } from '../management-tokens/index.js'
import { ManagementTokensModule } from '../management-tokens/management-tokens.module.js'
import { CLOCK, type Clock } from '../settings.module.js'
import { DelegatedCredentialsController } from './delegated-credentials.controller.js'
import { DelegatedCredentials } from './delegated-credentials.service.js'
import { PostgresMintedKeys } from './minted-keys.postgres.js'

type Needed = [DataSource, DisposableKeys, ManagementTokens, Grants, Clock]

const delegatedCredentials = {
  provide: DelegatedCredentials,
  inject: [DataSource, DisposableKeys, ManagementTokens, Grants, CLOCK],
  useFactory: (...[database, keys, tokens, grants, clock]: Needed) =>
    new DelegatedCredentials({ minted: new PostgresMintedKeys(database), keys, tokens, grants, clock }),
}

@Module({
  imports: [DisposableKeysModule, ManagementTokensModule],
  controllers: [DelegatedCredentialsController],
  providers: [delegatedCredentials],
})
export class DelegatedCredentialsModule {}
