import { Body, Controller, Get, HttpCode, Inject, Param, Post, Put, Query } from '@nestjs/common'
import { Access, accountOf, Caller, type Principal, Throttle } from '../edge/index.js'
import { type Reseal, type SealedGrant, SealedGrants } from './sealed-grants.service.js'

const DEFAULT_LABEL = 'default'
const PAGE_SIZE = 50
const revokeLimits = { default: { limit: 10, ttl: 60_000 } }

@Controller('v1')
export class SealedGrantsController {
  constructor(@Inject(SealedGrants) private readonly sealedGrants: SealedGrants) {}

  @Get('sealed-grants')
  @Access('account')
  async list(
    @Caller() caller: Principal,
    @Query() asked: { provider: string; label?: string; cursor?: string; pageSize?: string },
  ): Promise<unknown> {
    const { provider: upstream, label = DEFAULT_LABEL, cursor, pageSize } = asked
    const page = { pageSize: Number(pageSize ?? PAGE_SIZE), ...(cursor && { cursor }) }
    const { grants, nextCursor } = await this.sealedGrants.list(accountOf(caller).accountId, { upstream, label }, page)
    return { grants: grants.map(present), nextCursor }
  }

  @Put('sealed-grants')
  @Access('account')
  async reseal(
    @Caller() caller: Principal,
    @Body()
    { provider: upstream, label = DEFAULT_LABEL, grants }: { provider: string; label?: string; grants: Reseal[] },
  ): Promise<unknown> {
    return { results: await this.sealedGrants.reseal(accountOf(caller).accountId, { upstream, label }, grants) }
  }

  @Get('sealed-grants/:grantId')
  @Access('account')
  async get(@Caller() caller: Principal, @Param('grantId') id: string): Promise<unknown> {
    return { grant: present(await this.sealedGrants.get(accountOf(caller).accountId, id)) }
  }

  @Post('account/revoke-everything')
  @HttpCode(200)
  @Access('account')
  @Throttle(revokeLimits)
  revokeEverything(@Caller() caller: Principal): Promise<unknown> {
    return this.sealedGrants.revokeAll(accountOf(caller).accountId)
  }
}

// What is sealed stays here: the browser replaces it, and needs none of it for that.
const present = ({ grant, status, ownerEnvelope }: SealedGrant): unknown => ({
  grantId: grant.id,
  kind: grant.kind === 'link' ? 'connection' : 'bot-token',
  name: grant.name,
  status,
  version: grant.version,
  ownerEnvelope,
  credentials: grant.credentials.map(({ upstream }) => ({ provider: upstream, label: grant.labels[upstream] ?? null })),
})
