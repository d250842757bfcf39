import { Module } from '@nestjs/common'
import { AccountsModule } from '../accounts/accounts.module.js'
import { RewrapController } from './rewrap.controller.js'
import { VaultModule } from './vault.module.js'

/** Apart from `VaultModule`, which accounts need: here it is the other way round. */
@Module({ imports: [AccountsModule, VaultModule], controllers: [RewrapController] })
export class RewrapModule {}
