import { Inject, Module, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common'
import { isFault } from '@1relay/faults'
import type { Logger } from '@1relay/log'
import { DataSource } from 'typeorm'
import { AccountsModule } from '../accounts/accounts.module.js'
import { Accounts, Sessions } from '../accounts/index.js'
import { AppsModule } from '../apps/apps.module.js'
import { Apps } from '../apps/index.js'
import { Grants } from '../grants/index.js'
import { PostOffice } from '../mail/index.js'
import { Passkeys } from '../passkeys/index.js'
import { PasskeysModule } from '../passkeys/passkeys.module.js'
import { CLOCK, type Clock, LOGGER } from '../settings.module.js'
import { PersonalUsage } from '../usage/index.js'
import { PasskeyWraps, Vaults } from '../vault/index.js'
import { VaultModule } from '../vault/vault.module.js'
import { Memberships } from '../workspaces/index.js'
import { WorkspacesModule } from '../workspaces/workspaces.module.js'
import { AccountExport, type ExportSources } from './account-export.service.js'
import { DepartureController } from './departure.controller.js'
import { PostgresDepartingStore } from './departing-store.postgres.js'
import { Departures, type DeparturesParts } from './departures.service.js'
import { farewellMail } from './farewell-mail.js'

const SWEEP_EVERY_MS = 10 * 60 * 1000

const deleteApps = async (apps: Apps, ownerAccountId: string): Promise<void> => {
  for (const { id: appId } of await apps.list(ownerAccountId)) {
    await apps.delete({ appId, ownerAccountId }).catch((error: unknown) => {
      // Somebody else deleted it meanwhile.
      if (!isFault(error) || error.code !== 'not_found') throw error
    })
  }
}

type Endings = Pick<DeparturesParts, 'revokeGrants' | 'deleteApps' | 'leaveWorkspaces'>
type Surroundings = Pick<DeparturesParts, 'sayFarewell' | 'clock' | 'logger'>
type PersonSources = Pick<ExportSources, 'account' | 'sessions' | 'passkeys'>
type VaultSources = Pick<ExportSources, 'vault' | 'wraps' | 'keys'>
type CallSources = Pick<ExportSources, 'apps' | 'grants' | 'usage' | 'memberships'>
const ENDINGS = Symbol('endings')
const SURROUNDINGS = Symbol('surroundings')
const PERSON_SOURCES = Symbol('person')
const VAULT_SOURCES = Symbol('vault')
const CALL_SOURCES = Symbol('calls')

const endings = {
  provide: ENDINGS,
  inject: [Apps, Grants, Memberships],
  useFactory: (apps: Apps, grants: Grants, memberships: Memberships): Endings => ({
    leaveWorkspaces: (person) => memberships.leaveAll(person),
    revokeGrants: async (accountId) => {
      await grants.revokeGrantsOfOwner(accountId)
    },
    deleteApps: (accountId) => deleteApps(apps, accountId),
  }),
}

const surroundings = {
  provide: SURROUNDINGS,
  inject: [PostOffice, CLOCK, LOGGER],
  useFactory: (post: PostOffice, clock: Clock, logger: Logger): Surroundings => ({
    sayFarewell: (email) => post.send({ to: email, letter: farewellMail() }),
    clock,
    logger,
  }),
}

const departures = {
  provide: Departures,
  inject: [DataSource, Accounts, ENDINGS, SURROUNDINGS],
  useFactory: (database: DataSource, accounts: Accounts, ends: Endings, around: Surroundings) => {
    const usage = new PersonalUsage(database)
    return new Departures({
      store: new PostgresDepartingStore(database),
      proveHolder: (holder, password) => accounts.proveHolder(holder, password),
      forgetUsage: (accountId, limit) => usage.forget(accountId, limit),
      ...ends,
      ...around,
    })
  },
}

const personSources = {
  provide: PERSON_SOURCES,
  inject: [Accounts, Sessions, Passkeys],
  useFactory: (accounts: Accounts, sessions: Sessions, passkeys: Passkeys): PersonSources => ({
    account: (id) => accounts.getAccount(id),
    sessions: (id) => sessions.list(id),
    passkeys: (id) => passkeys.list(id),
  }),
}

const vaultSources = {
  provide: VAULT_SOURCES,
  inject: [Vaults, PasskeyWraps],
  useFactory: (vaults: Vaults, wraps: PasskeyWraps): VaultSources => ({
    vault: (id) => vaults.findVault(id),
    wraps: (id) => wraps.list(id),
    keys: (id) => vaults.listKeys(id),
  }),
}

const callSources = {
  provide: CALL_SOURCES,
  inject: [DataSource, Apps, Grants, Memberships],
  useFactory: (database: DataSource, apps: Apps, grants: Grants, memberships: Memberships): CallSources => {
    const usage = new PersonalUsage(database)
    return {
      apps: (id) => apps.list(id),
      grants: (accountId, kind, limit) => grants.list({ kind, owner: { ownerId: accountId } }, { limit }),
      usage: (id, limit) => usage.daysOf(id, limit),
      memberships: (id) => memberships.list(id),
    }
  },
}

const accountExport = {
  provide: AccountExport,
  inject: [PERSON_SOURCES, VAULT_SOURCES, CALL_SOURCES, CLOCK],
  useFactory: (person: PersonSources, vault: VaultSources, calls: CallSources, clock: Clock) =>
    new AccountExport({ ...person, ...vault, ...calls, clock }),
}

/** Leaving, and what is to be done afterwards: at every start and every ten minutes. */
@Module({
  imports: [AccountsModule, AppsModule, PasskeysModule, VaultModule, WorkspacesModule],
  controllers: [DepartureController],
  providers: [endings, surroundings, departures, personSources, vaultSources, callSources, accountExport],
  exports: [Departures],
})
export class DepartureModule implements OnApplicationBootstrap, OnModuleDestroy {
  #timer: NodeJS.Timeout | undefined

  constructor(@Inject(Departures) private readonly leaving: Departures) {}

  onApplicationBootstrap(): void {
    void this.leaving.sweep()
    this.#timer = setInterval(() => void this.leaving.sweep(), SWEEP_EVERY_MS).unref()
  }

  onModuleDestroy(): void {
    clearInterval(this.#timer)
  }
}
