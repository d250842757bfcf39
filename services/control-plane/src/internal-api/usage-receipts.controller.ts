import { Body, Controller, HttpCode, Inject, Post } from '@nestjs/common'
import { USAGE_RECEIPTS_MAX, type UsageReceiptAnswer, type UsageReceiptQuery } from '@1relay/contracts'
import { fault } from '@1relay/faults'
import { Access, SkipThrottle } from '../edge/index.js'
import { PostgresUsageReceipts } from '../usage/index.js'

const YEAR_10000_MS = 253_402_300_800_000

@Controller('internal/usage')
export class UsageReceiptsController {
  constructor(@Inject(PostgresUsageReceipts) private readonly receipts: PostgresUsageReceipts) {}

  /** Which of these events are not recorded yet. Not throttled: a relay asks for everybody it served. */
  @Post('missing')
  @HttpCode(200)
  @Access('internal')
  @SkipThrottle({ default: true })
  async missing(@Body() body: unknown): Promise<UsageReceiptAnswer['data']> {
    if (!isQuery(body)) throw fault('invalid_request', 'no list of events')
    return { missing: await this.receipts.missing(body.events) }
  }
}

const isQuery = (body: unknown): body is UsageReceiptQuery => {
  const events = (body as { events?: unknown } | null | undefined)?.events
  return Array.isArray(events) && events.length <= USAGE_RECEIPTS_MAX && events.every(isNamed)
}

const isNamed = (value: unknown): boolean => {
  const { at, requestId } = (value ?? {}) as { at?: unknown; requestId?: unknown }
  const isMoment = Number.isSafeInteger(at) && (at as number) >= 0 && (at as number) < YEAR_10000_MS
  return isMoment && typeof requestId === 'string' && requestId.length <= 200
}
