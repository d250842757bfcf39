import { Body, Controller, Delete, Get, Inject, Param, Patch, Post, Query } from '@nestjs/common'
import { Access, accountOf, Caller, type Principal, Throttle } from '../edge/index.js'
import type { GrantStatus, Terms } from '../grants/index.js'
import { type BotToken, type BotTokenOrder, BotTokens } from './bot-tokens.service.js'

const PAGE_SIZE = 50
const makingLimits = { default: { limit: 60, ttl: 60_000 } }

@Controller('v1/bot-tokens')
export class BotTokensController {
  constructor(@Inject(BotTokens) private readonly botTokens: BotTokens) {}

  @Get()
  @Access('account')
  async list(
    @Caller() caller: Principal,
    @Query() { cursor, pageSize, status }: { cursor?: string; pageSize?: string; status?: GrantStatus },
  ): Promise<unknown> {
    const page = { pageSize: Number(pageSize ?? PAGE_SIZE), ...(cursor && { cursor }), ...(status && { status }) }
    const { botTokens, nextCursor } = await this.botTokens.list(accountOf(caller).accountId, page)
    return { botTokens: botTokens.map(present), nextCursor }
  }

  @Post()
  @Access('account')
  @Throttle(makingLimits)
  async create(@Caller() caller: Principal, @Body() order: BotTokenOrder): Promise<unknown> {
    const { botToken, tokenStem } = await this.botTokens.create(accountOf(caller).accountId, order)
    return { botToken: present(botToken), tokenStem }
  }

  @Get(':botTokenId')
  @Access('account')
  async get(@Caller() caller: Principal, @Param('botTokenId') id: string): Promise<unknown> {
    return { botToken: present(await this.botTokens.get(accountOf(caller).accountId, id)) }
  }

  @Patch(':botTokenId')
  @Access('account')
  async update(@Caller() caller: Principal, @Param('botTokenId') id: string, @Body() terms: Terms): Promise<unknown> {
    return { botToken: present(await this.botTokens.change(accountOf(caller).accountId, id, terms)) }
  }

  @Delete(':botTokenId')
  @Access('account')
  async revoke(@Caller() caller: Principal, @Param('botTokenId') id: string): Promise<void> {
    await this.botTokens.revoke(accountOf(caller).accountId, id)
  }
}

const present = ({ grant, status, budgets }: BotToken): unknown => ({
  id: grant.id,
  status,
  name: grant.name,
  providers: grant.providers,
  budgets,
  limits: grant.limits,
  models: grant.scope.models ?? null,
  expiresAt: grant.expiresAt?.toISOString() ?? null,
  createdAt: grant.createdAt.toISOString(),
  lastUsedAt: grant.lastUsedAt?.toISOString() ?? null,
  revokedAt: grant.revokedAt?.toISOString() ?? null,
})
