import { Controller, Get, Inject } from '@nestjs/common'
import { Access, type ContractDocument, SkipThrottle, Unwrapped } from '../edge/index.js'
import { CONTRACT } from '../settings.module.js'
import { Health } from './health.service.js'

@Controller()
export class MetaController {
  constructor(
    @Inject(Health) private readonly health: Health,
    @Inject(CONTRACT) private readonly contract: ContractDocument,
  ) {}

  // Not counted: counting needs Redis, and whether Redis is there is the question.
  @Get('healthz')
  @Access('anonymous')
  @SkipThrottle({ default: true, email: true })
  async healthz(): Promise<void> {
    await this.health.check()
  }

  @Get('openapi.json')
  @Access('anonymous')
  @Unwrapped()
  getContract(): unknown {
    return this.contract
  }
}
