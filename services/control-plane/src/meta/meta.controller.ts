import { Controller, Get, Header, Inject } from '@nestjs/common'
import { fault } from '@1relay/faults'
import type { Config } from '../config.js'
import { Access, type ContractDocument, SkipThrottle, Unwrapped } from '../edge/index.js'
import { type Clock, CLOCK, CONFIG, CONTRACT } from '../settings.module.js'
import { Health } from './health.service.js'
import { securityTxt } from './security-txt.js'

@Controller()
export class MetaController {
  constructor(
    @Inject(Health) private readonly health: Health,
    @Inject(CONTRACT) private readonly contract: ContractDocument,
    @Inject(CONFIG) private readonly config: Config,
    @Inject(CLOCK) private readonly clock: Clock,
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

  @Get('.well-known/security.txt')
  @Access('anonymous')
  @Unwrapped()
  @Header('content-type', 'text/plain; charset=utf-8')
  getSecurityTxt(): string {
    const { securityContact: contact, publicOrigin } = this.config
    if (contact === undefined) throw fault('not_found', 'SECURITY_CONTACT is not set')
    return securityTxt({ contact, publicOrigin, now: this.clock() })
  }
}
