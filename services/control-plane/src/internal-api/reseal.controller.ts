import { Body, Controller, HttpCode, Inject, Post } from '@nestjs/common'
import type { RelaySealedCredential, ResealQuery, ResealResult, ResealWork } from '@1relay/contracts'
import { fault } from '@1relay/faults'
import { Access, SkipThrottle } from '../edge/index.js'
import { Resealing } from '../protected-keys/index.js'

const CREDENTIALS_MAX = 100
const TEXT_MAX = 12_000

@Controller('internal/reseal')
export class ResealController {
  constructor(@Inject(Resealing) private readonly resealing: Resealing) {}

  @Post('next')
  @HttpCode(200)
  @Access('internal')
  @SkipThrottle({ default: true })
  async next(@Body() body: unknown): Promise<ResealWork['data']> {
    if (!isQuery(body)) throw fault('invalid_request', 'no query for credentials to seal anew')
    return { credentials: await this.resealing.next(body) }
  }

  @Post('done')
  @HttpCode(200)
  @Access('internal')
  @SkipThrottle({ default: true })
  async done(@Body() body: unknown): Promise<void> {
    if (!isResult(body)) throw fault('invalid_request', 'no credentials that were sealed anew')
    await this.resealing.done(body)
  }
}

const isQuery = (body: unknown): body is ResealQuery => {
  const { current, limit } = (body ?? {}) as { current?: unknown; limit?: unknown }
  const isLimit = Number.isSafeInteger(limit) && (limit as number) > 0 && (limit as number) <= CREDENTIALS_MAX
  return isText(current) && isLimit
}

const isResult = (body: unknown): body is ResealResult => {
  const credentials = (body as { credentials?: unknown } | null | undefined)?.credentials
  return Array.isArray(credentials) && credentials.length <= CREDENTIALS_MAX && credentials.every(isExchange)
}

const isExchange = (value: unknown): boolean => {
  const { before, after } = (value ?? {}) as { before?: unknown; after?: unknown }
  return isCredential(before) && isCredential(after)
}

const isCredential = (value: unknown): value is RelaySealedCredential => {
  const { upstream, ownerId, keyId, enc, ciphertext } = (value ?? {}) as Partial<Record<string, unknown>>
  return [upstream, ownerId, keyId, enc, ciphertext].every(isText)
}

const isText = (value: unknown): value is string => typeof value === 'string' && value.length <= TEXT_MAX
