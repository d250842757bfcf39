import { type DynamicModule, Module } from '@nestjs/common'
import type { Logger } from '@1relay/log'
import type { Config } from './config.js'
import type { ContractDocument } from './edge/contract.js'

/** Injection token of the `Config`. */
export const CONFIG = Symbol('config')
/** Injection token of the process's `Logger`. */
export const LOGGER = Symbol('logger')
/** Injection token of the `Clock`: the only source of the current time in services. */
export const CLOCK = Symbol('clock')
/** Injection token of the `ContractDocument`. */
export const CONTRACT = Symbol('contract')

export type Clock = () => Date

/** What `main.ts` read and made before Nest: the configuration, the logger, the clock and the contract. */
export interface Settings {
  config: Config
  logger: Logger
  clock: Clock
  contract: ContractDocument
}

/** Gives every module CONFIG, LOGGER, CLOCK and CONTRACT. */
@Module({})
export class SettingsModule {
  static with({ config, logger, clock, contract }: Settings): DynamicModule {
    const providers = [
      { provide: CONFIG, useValue: config },
      { provide: LOGGER, useValue: logger },
      { provide: CLOCK, useValue: clock },
      { provide: CONTRACT, useValue: contract },
    ]
    return { module: SettingsModule, global: true, providers, exports: [CONFIG, LOGGER, CLOCK, CONTRACT] }
  }
}
