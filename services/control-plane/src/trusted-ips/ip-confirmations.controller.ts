import { Body, Controller, HttpCode, Inject, Post } from '@nestjs/common'
import { Access, From, Throttle, type Visitor } from '../edge/index.js'
import { IpConfirmations, type ShownConfirmation } from './ip-confirmations.service.js'

const answerLimits = { default: { limit: 20, ttl: 60_000 } }

/** Links that holders were mailed. Each route takes a POST, so that a mail scanner which opens links answers nothing. */
@Controller('v1/ip-confirmations')
export class IpConfirmationsController {
  constructor(@Inject(IpConfirmations) private readonly confirmations: IpConfirmations) {}

  @Post('preview')
  @HttpCode(200)
  @Access('anonymous')
  @Throttle(answerLimits)
  async preview(@Body() { token }: { token: string }): Promise<unknown> {
    return { confirmation: present(await this.confirmations.preview(token)) }
  }

  @Post('confirm')
  @HttpCode(200)
  @Access('anonymous')
  @Throttle(answerLimits)
  async confirm(@Body() { token }: { token: string }, @From() visitor: Visitor): Promise<void> {
    await this.confirmations.confirm(token, visitor)
  }

  @Post('refuse')
  @HttpCode(200)
  @Access('anonymous')
  @Throttle(answerLimits)
  async refuse(@Body() { token }: { token: string }, @From() visitor: Visitor): Promise<void> {
    await this.confirmations.refuse(token, visitor)
  }
}

const present = (shown: ShownConfirmation): unknown => {
  const { ip, network, client, integration, keyName, workspaceName, holderEmail, createdAt, expiresAt } = shown
  const times = { blockedAt: createdAt.toISOString(), expiresAt: expiresAt.toISOString() }
  return { ip, network, client, integration, keyName, workspaceName, holderEmail, ...times }
}
