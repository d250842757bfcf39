import { Body, Controller, Get, Headers, HttpCode, Inject, Param, Post } from '@nestjs/common'
import { formatClientId } from '@1relay/vault'
import { Access, accountOf, appOf, Caller, type Principal, Throttle } from '../edge/index.js'
import type { Grant } from '../grants/index.js'
import { type ExchangeBody, type Exchanged, Exchanges } from './exchange.service.js'
import { LinkEvents } from './link-events.service.js'
import { type Approval, Link } from './link.service.js'
import type { LinkRequest } from './link-request.js'
import { presentSession } from './link-sessions.controller.js'
import { targetOf } from './link-session.js'
import { LinkUpdates, type UpdateApproval } from './link-updates.service.js'

const openLimits = { default: { limit: 60, ttl: 60_000 } }
interface LinkReport {
  linkToken: string
  name: string
  errorCode?: string
}

const exchangeLimits = { default: { limit: 120, ttl: 60_000 } }

@Controller('v1/link')
export class LinkController {
  constructor(
    @Inject(Link) private readonly link: Link,
    @Inject(LinkUpdates) private readonly updates: LinkUpdates,
    @Inject(LinkEvents) private readonly events: LinkEvents,
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
    return { session: presentSession(await this.link.getSession(appOf(caller).appId, id)) }
  }

  @Post('open')
  @HttpCode(200)
  @Access('anonymous')
  @Throttle(openLimits)
  async open(@Body() { linkToken }: { linkToken: string }): Promise<unknown> {
    const { session, app, updates } = await this.link.open(linkToken)
    const { id: linkSessionId, requestedProviders, models, expiresAt, redirectUri, state } = session
    const { budgetSuggestionCents, requestsPerMinuteSuggestion } = session
    const { name, logoUrl, origins, isTest } = app
    return {
      linkSessionId,
      grantId: targetOf(session),
      app: { clientId: formatClientId(app.id), name, logoUrl, origins, isTest },
      requestedProviders,
      budgetSuggestionCents,
      requestsPerMinuteSuggestion,
      models,
      expiresAt: expiresAt.toISOString(),
      redirectUri,
      state,
      update: updates === undefined ? null : presentUpdate(updates),
    }
  }

  @Post('update')
  @HttpCode(200)
  @Access('account-bearer')
  @Throttle(openLimits)
  async update(@Caller() caller: Principal, @Body() approval: UpdateApproval): Promise<unknown> {
    return { connectionId: await this.updates.update(accountOf(caller).accountId, approval) }
  }

  @Post('events')
  @HttpCode(200)
  @Access('anonymous')
  @Throttle(exchangeLimits)
  async report(@Body() { linkToken, name, errorCode }: LinkReport): Promise<void> {
    await this.events.add(linkToken, { name, errorCode: errorCode ?? null })
  }

  @Post('authorize')
  @Access('account-bearer')
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

// What its app knows of the connection anyway: the page shows it before anybody has signed in.
const presentUpdate = ({ id, providers, budgets, limits, scope }: Grant): unknown => ({
  connectionId: id,
  providers,
  budgets,
  limits,
  models: scope.models ?? null,
})
