import { Controller, Get, Headers, Inject, Res } from '@nestjs/common'
import type { Response } from 'express'
import { Access, accountOf, Caller, type Principal, Throttle } from '../edge/index.js'
import { type Sink, UsageStreams } from './usage-streams.service.js'

const streamLimits = { default: { limit: 60, ttl: 60_000 } }

@Controller('v1/usage/stream')
export class UsageStreamController {
  constructor(@Inject(UsageStreams) private readonly streams: UsageStreams) {}

  @Get()
  @Access('account')
  @Throttle(streamLimits)
  stream(@Caller() caller: Principal, @Res() response: Response, @Headers('last-event-id') lastEventId?: string): void {
    // Who left while we looked up who they are closes nothing any more: their stream would take its place for ever.
    if (response.destroyed) return
    response.set({
      'Content-Type': 'text/event-stream; charset=utf-8',
      'Cache-Control': 'no-store, no-transform',
      'X-Accel-Buffering': 'no',
    })
    response.once('close', this.streams.open(accountOf(caller), sinkOf(response), lastEventId))
  }
}

const sinkOf = (response: Response): Sink => ({
  write: (text) => response.write(text),
  waiting: () => response.writableLength,
  end: () => void response.end(),
})
