import { Body, Controller, Delete, Get, Inject, Param, Post, Query } from '@nestjs/common'
import { Access, actingIn, Caller, From, type Principal, Throttle, type Visitor, workspaceOf } from '../edge/index.js'
import { CLOCK, type Clock } from '../settings.module.js'
import { type ManagementToken, standingAt } from './management-token.js'
import { ManagementTokens } from './management-tokens.service.js'
import type { ManagementTokenOrder } from './token-order.js'

const PAGE_SIZE = 50
const makingLimits = { default: { limit: 60, ttl: 60_000 } }

@Controller('v1/workspaces/:workspaceId/management-tokens')
export class ManagementTokensController {
  constructor(
    @Inject(ManagementTokens) private readonly tokens: ManagementTokens,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  @Get()
  @Access('workspace-viewer')
  async list(
    @Caller() caller: Principal,
    @Query() { cursor, pageSize }: { cursor?: string; pageSize?: string },
  ): Promise<unknown> {
    const page = { pageSize: Number(pageSize ?? PAGE_SIZE), ...(cursor && { cursor }) }
    const { managementTokens, nextCursor } = await this.tokens.list(workspaceOf(caller).workspaceId, page)
    return { managementTokens: managementTokens.map((token) => present(token, this.clock())), nextCursor }
  }

  @Post()
  @Access('workspace-admin-person')
  @Throttle(makingLimits)
  async create(
    @Caller() caller: Principal,
    @Body() order: ManagementTokenOrder,
    @From() visitor: Visitor,
  ): Promise<unknown> {
    const { managementToken, token } = await this.tokens.create(actingIn(caller, visitor), order)
    return { managementToken: present(managementToken, this.clock()), token }
  }

  @Delete(':managementTokenId')
  @Access('workspace-admin')
  async revoke(
    @Caller() caller: Principal,
    @Param('managementTokenId') id: string,
    @Query() { keys }: { keys?: 'keep' | 'revoke' },
    @From() visitor: Visitor,
  ): Promise<void> {
    await this.tokens.revoke(actingIn(caller, visitor), id, keys === 'revoke')
  }
}

const present = (token: ManagementToken, now: Date): unknown => {
  const { verifier: _, workspaceId: __, createdAt, expiresAt, lastUsedAt, revokedAt, ...shown } = token
  return {
    ...shown,
    status: standingAt(token, now),
    createdAt: createdAt.toISOString(),
    expiresAt: expiresAt?.toISOString() ?? null,
    lastUsedAt: lastUsedAt?.toISOString() ?? null,
    revokedAt: revokedAt?.toISOString() ?? null,
  }
}
