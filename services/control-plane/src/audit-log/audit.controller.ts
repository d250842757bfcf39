import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { Body, Controller, Get, Inject, Patch, Query, Res } from '@nestjs/common'
import { fault } from '@1relay/faults'
import type { Response } from 'express'
import type { TimePlace } from '../audit/index.js'
import { Access, actingIn, Caller, From, type Principal, Throttle, type Visitor, workspaceOf } from '../edge/index.js'
import { formatCursor, parseCursor } from '../grants/index.js'
import { AuditChains, type ChainStatus } from './audit-chains.service.js'
import { type AuditExportFormat, AuditExports } from './audit-exports.service.js'
import { AuditLog } from './audit-log.service.js'
import type { AuditQuestion } from './audit-question.js'
import { presentRecord } from './present-record.js'

const PAGE_SIZE = 50
// The last moment that a Date can be.
const LAST_MS = 8.64e15
// A search opens thousands of records.
const listLimits = { default: { limit: 120, ttl: 60_000 } }
const exportLimits = { default: { limit: 10, ttl: 60_000 } }

@Controller('v1/workspaces/:workspaceId/audit')
export class AuditController {
  constructor(
    @Inject(AuditLog) private readonly log: AuditLog,
    @Inject(AuditExports) private readonly exports: AuditExports,
    @Inject(AuditChains) private readonly chains: AuditChains,
  ) {}

  @Get()
  @Access('workspace-viewer')
  @Throttle(listLimits)
  async list(
    @Caller() caller: Principal,
    @Query() { cursor, pageSize, ...question }: AuditQuestion & { cursor?: string; pageSize?: string },
  ): Promise<unknown> {
    const { records, next } = await this.log.list(workspaceOf(caller).workspaceId, question, {
      pageSize: Number(pageSize ?? PAGE_SIZE),
      ...(cursor !== undefined && { after: placeIn(cursor) }),
    })
    return {
      records: records.map(presentRecord),
      nextCursor: next === undefined ? null : formatCursor([next.at.getTime(), next.seq]),
      searchedTo: next?.at.toISOString() ?? null,
    }
  }

  @Get('export')
  @Access('workspace-viewer')
  @Throttle(exportLimits)
  async export(
    @Caller() caller: Principal,
    @Query() { format = 'csv', ...question }: AuditQuestion & { format?: AuditExportFormat },
    @Res() response: Response,
  ): Promise<void> {
    const { workspaceId } = workspaceOf(caller)
    const { name, mediaType, chunks } = await this.exports.open(workspaceId, format, question)
    response.set({ 'Content-Type': mediaType, 'Content-Disposition': `attachment; filename="${name}"` })
    try {
      await pipeline(Readable.from(chunks), response)
    } catch (error) {
      // Whoever left needs no answer; anything else breaks the file off, so that it is not taken for whole.
      if ((error as { code?: unknown }).code !== 'ERR_STREAM_PREMATURE_CLOSE') throw error
    }
  }

  @Get('chain')
  @Access('workspace-viewer')
  async chain(@Caller() caller: Principal): Promise<{ chain: ChainStatus }> {
    return { chain: await this.chains.get(workspaceOf(caller).workspaceId) }
  }

  @Patch('chain')
  @Access('workspace-admin')
  async change(
    @Caller() caller: Principal,
    @Body() { mailsHeads }: { mailsHeads: boolean },
    @From() visitor: Visitor,
  ): Promise<{ chain: ChainStatus }> {
    const acting = actingIn(caller, visitor)
    await this.chains.setMailsHeads(acting, mailsHeads)
    return { chain: await this.chains.get(acting.workspaceId) }
  }
}

const placeIn = (cursor: string): TimePlace => {
  const [at, seq] = parseCursor(cursor, 'number', 'number')
  if (at < 0 || at > LAST_MS || seq < 0) throw fault('invalid_request', 'a cursor that is not ours')
  return { at: new Date(at), seq }
}
