import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { Controller, Get, Inject, Query, Res } from '@nestjs/common'
import { fault } from '@1relay/faults'
import type { Response } from 'express'
import { Access, Caller, type Principal, Throttle } from '../edge/index.js'
import type { ExportFormat } from './call-lines.js'
import { presentCall } from './present-call.js'
import { UsageExports } from './usage-exports.service.js'
import type { UsageParty } from './usage-party.js'
import type { CallQuestion, UsageQuestion } from './usage-question.js'
import type { UsageGrouping } from './usage-reader.port.js'
import { UsageReports } from './usage-reports.service.js'

const PAGE_SIZE = 50
const TOP = 8
const exportLimits = { default: { limit: 10, ttl: 60_000 } }

interface Part {
  cursor?: string
  pageSize?: string
}

@Controller('v1/usage')
export class UsageReportsController {
  constructor(
    @Inject(UsageReports) private readonly reports: UsageReports,
    @Inject(UsageExports) private readonly exports: UsageExports,
  ) {}

  @Get()
  @Access('account-or-app')
  async report(
    @Caller() caller: Principal,
    @Query() { groupBy = 'day', pageSize, ...asked }: UsageQuestion & Part & { groupBy?: UsageGrouping },
  ): Promise<unknown> {
    const question = { ...asked, pageSize: Number(pageSize ?? PAGE_SIZE) }
    return { groupBy, ...(await this.reports.report(partyOf(caller), groupBy, question)) }
  }

  @Get('series')
  @Access('account-or-app')
  async series(
    @Caller() caller: Principal,
    @Query() { by, top, ...asked }: UsageQuestion & { by: Exclude<UsageGrouping, 'day'>; top?: string },
  ): Promise<unknown> {
    return { by, ...(await this.reports.series(partyOf(caller), by, { ...asked, top: Number(top ?? TOP) })) }
  }

  @Get('requests')
  @Access('account-or-app')
  async requests(@Caller() caller: Principal, @Query() { pageSize, ...asked }: CallQuestion & Part): Promise<unknown> {
    const question = { ...asked, pageSize: Number(pageSize ?? PAGE_SIZE) }
    const { requests, nextCursor } = await this.reports.requests(partyOf(caller), question)
    return { requests: requests.map(presentCall), nextCursor }
  }

  @Get('export')
  @Access('account-or-app')
  @Throttle(exportLimits)
  async export(
    @Caller() caller: Principal,
    @Query() { format = 'csv', ...asked }: CallQuestion & { format?: ExportFormat },
    @Res() response: Response,
  ): Promise<void> {
    const { name, mediaType, chunks } = await this.exports.open(partyOf(caller), format, asked)
    response.set({ 'Content-Type': mediaType, 'Content-Disposition': `attachment; filename="${name}"` })
    try {
      await pipeline(Readable.from(chunks), response)
    } catch (error) {
      // Whoever left needs no answer; anything else breaks the file off, so that it is not taken for whole.
      if ((error as { code?: unknown }).code !== 'ERR_STREAM_PREMATURE_CLOSE') throw error
    }
  }
}

const partyOf = (caller: Principal): UsageParty => {
  if (caller.kind === 'account' || caller.kind === 'app') return caller
  throw fault('unauthenticated', `a route for accounts and apps was reached by ${caller.kind}`)
}
