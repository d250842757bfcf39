import { Controller, Get, Inject } from '@nestjs/common'
import { Access } from '../edge/index.js'
import { RelayKeys } from './relay-keys.service.js'

@Controller('v1/relay-keys')
export class RelayKeysController {
  constructor(@Inject(RelayKeys) private readonly relayKeys: RelayKeys) {}

  @Get()
  @Access('anonymous')
  list(): Promise<unknown> {
    return this.relayKeys.list()
  }
}
