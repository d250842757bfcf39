import { isIP } from 'node:net'
import { Body, Controller, HttpCode, Inject, Post } from '@nestjs/common'
import type { NetworkAnswer, NetworkQuestion } from '@1relay/contracts'
import { fault } from '@1relay/faults'
import { Access, SkipThrottle } from '../edge/index.js'
import { TrustedIps } from './trusted-ips.service.js'

const grantId = /^[0-9A-Za-z]{16}$/

@Controller('internal/networks')
export class NetworkQuestionsController {
  constructor(@Inject(TrustedIps) private readonly trusted: TrustedIps) {}

  /** Not throttled: a relay asks for everybody whom it serves. How many mails a holder gets is limited elsewhere. */
  @Post()
  @HttpCode(200)
  @Access('internal')
  @SkipThrottle({ default: true })
  async ask(@Body() body: unknown): Promise<NetworkAnswer['data']> {
    if (!isQuestion(body)) throw fault('invalid_request', 'no question about a network')
    return { verdict: await this.trusted.ask(body) }
  }
}

const isQuestion = (body: unknown): body is NetworkQuestion => {
  const { grantId: id, ip, userAgent } = (body ?? {}) as Record<string, unknown>
  const isNamed = typeof id === 'string' && grantId.test(id) && typeof ip === 'string' && isIP(ip) !== 0
  return isNamed && (userAgent === null || typeof userAgent === 'string')
}
