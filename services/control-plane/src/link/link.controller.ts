import { Body, Controller, Get, Headers, HttpCode, Inject, Param, Post } from '@nestjs/common'
import { formatClientId } from '@1relay/vault'
import { Access, accountOf, appOf, Caller, type Principal, Throttle } from '../edge/index.js'
import { type ExchangeBody, type Exchanged, Exchanges } from './exchange.service.js'
import { type Approval, Link, type LinkRequest } from './link.service.js'

const openLimits = { default: { limit: 60, ttl: 60_000 } }
const exchangeLimits = { default: { limit: 120, ttl: 60_000 } }

@Controller('v1/link')
export class LinkController {
  constructor(
    @Inject(Link) private readonly link: Link,
    @Inject(Exchanges) private readonly exchanges: Exchanges,
  ) {}

  @Post('sessions')
  @Access('app')
  async createSession(@Caller() caller: Principal, @Body() body: LinkRequest): Promise<unknown> {
    const { session, linkToken } = await this.link.createSession(appOf(caller).appId, body)
    return { linkSessionId: session.id, linkToken, expiresAt: session.expiresAt.toISOString() }
  }

  @Get('sessions/:linkSessionId')
  @Access('app')
  async getSession(@Caller() caller: Principal, @Param('linkSessionId') id: string): Promise<unknown> {
    const { session, status, grant } = await this.link.getSession(appOf(caller).appId, id)
    const { requestedProviders, createdAt, expiresAt, userReference } = session
    const times = { createdAt: createdAt.toISOString(), expiresAt: expiresAt.toISOString() }
    const connectionId = grant?.id ?? null
    return { session: { linkSessionId: id, status, requestedProviders, ...times, connectionId, userReference } }
  }

  @Post('open')
  @HttpCode(200)
  @Access('anonymous')
  @Throttle(openLimits)
  async open(@Body() { linkToken }: { linkToken: string }): Promise<unknown> {
    const { session, app } = await this.link.open(linkToken)
    const { id: linkSessionId, grantId, requestedProviders, models, expiresAt } = session
    const { budgetSuggestionCents, requestsPerMinuteSuggestion } = session
    const { name, logoUrl, origins } = app
    return {
      linkSessionId,
      grantId,
      app: { clientId: formatClientId(app.id), name, logoUrl, origins },
      requestedProviders,
      budgetSuggestionCents,
      requestsPerMinuteSuggestion,
      models,
      expiresAt: expiresAt.toISOString(),
    }
  }

  @Post('authorize')
  @Access('account')
  @Throttle(openLimits)
  async authorize(@Caller() caller: Principal, @Body() approval: Approval): Promise<unknown> {
    const { grant, publicTokenExpiresAt } = await this.link.authorize(accountOf(caller).accountId, approval)
    return { connectionId: grant.id, publicTokenExpiresAt: publicTokenExpiresAt.toISOString() }
  }

  @Post('exchange')
  @HttpCode(200)
  @Access('app')
  @Throttle(exchangeLimits)
  exchange(
    @Caller() caller: Principal,
    @Body() body: ExchangeBody,
    @Headers('idempotency-key') idempotencyKey?: string,
  ): Promise<Exchanged> {
    return this.exchanges.exchange({ appId: appOf(caller).appId, body, idempotencyKey })
  }
}
