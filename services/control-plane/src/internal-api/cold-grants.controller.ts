import { Controller, Get, Inject, Param } from '@nestjs/common'
import type { ColdGrantAnswer } from '@1relay/contracts'
import { fault } from '@1relay/faults'
import { Access, SkipThrottle } from '../edge/index.js'
import { Grants } from '../grants/index.js'

const grantId = /^[0-9A-Za-z]{16}$/

@Controller('internal/grants')
export class ColdGrantsController {
  constructor(@Inject(Grants) private readonly grants: Grants) {}

  /** Writes the projection anew and answers it. Not throttled: one relay asks for everybody. */
  @Get(':id')
  @Access('internal')
  @SkipThrottle({ default: true })
  async rebuild(@Param('id') id: string): Promise<ColdGrantAnswer['data']> {
    const grant = grantId.test(id) ? await this.grants.rebuild(id) : undefined
    if (grant === undefined) throw fault('not_found', 'no such grant')
    return { grant }
  }
}
