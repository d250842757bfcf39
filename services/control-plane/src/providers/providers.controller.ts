import { Controller, Get } from '@nestjs/common'
import { Access } from '../edge/index.js'
import { listProviders } from './provider-list.js'

@Controller('v1/providers')
export class ProvidersController {
  @Get()
  @Access('anonymous')
  list(): unknown {
    return { providers: listProviders() }
  }
}
