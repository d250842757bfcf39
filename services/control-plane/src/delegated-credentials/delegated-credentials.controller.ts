import { Body, Controller, Delete, Get, Inject, Param, Post, Query } from '@nestjs/common'
import type { components } from '@1relay/contracts'
import { fault } from '@1relay/faults'
import type { Config } from '../config.js'
import { Access, actingIn, Caller, From, type Principal, type Visitor } from '../edge/index.js'
import { CONFIG } from '../settings.module.js'
import { type DelegatedCredential, DelegatedCredentials } from './delegated-credentials.service.js'
import type { MintBody } from './mint-order.js'

const PAGE_SIZE = 50

@Controller('api/v1/delegated-credentials')
export class DelegatedCredentialsController {
  constructor(
    @Inject(DelegatedCredentials) private readonly credentials: DelegatedCredentials,
    @Inject(CONFIG) private readonly config: Pick<Config, 'publicOrigin'>,
  ) {}

  @Post()
  @Access('workspace-provisioner')
  async create(@Caller() caller: Principal, @Body() body: MintBody, @From() visitor: Visitor): Promise<unknown> {
    const { credential, token } = await this.credentials.mint(actingIn(caller, visitor), body)
    return { ...this.#present(credential), token }
  }

  @Get()
  @Access('workspace-provisioner')
  async list(
    @Caller() caller: Principal,
    @Query() { cursor, page_size: pageSize }: { cursor?: string; page_size?: string },
    @From() visitor: Visitor,
  ): Promise<unknown> {
    const page = { pageSize: Number(pageSize ?? PAGE_SIZE), ...(cursor && { cursor }) }
    const { credentials, nextCursor } = await this.credentials.list(actingIn(caller, visitor), page)
    return { delegated_credentials: credentials.map((one) => this.#present(one)), next_cursor: nextCursor }
  }

  @Get(':id')
  @Access('workspace-provisioner')
  async get(@Caller() caller: Principal, @Param('id') id: string, @From() visitor: Visitor): Promise<unknown> {
    return this.#present(await this.credentials.get(actingIn(caller, visitor), id))
  }

  @Delete(':id')
  @Access('workspace-provisioner')
  async revoke(@Caller() caller: Principal, @Param('id') id: string, @From() visitor: Visitor): Promise<void> {
    await this.credentials.revoke(actingIn(caller, visitor), id)
  }

  #present({ minted, grant, status }: DelegatedCredential): components['schemas']['DelegatedCredential'] {
    const { scope, limits, budgets, network, expiresAt, revokedAt } = grant
    if (expiresAt === null) throw fault('internal', 'a minted key without an end')
    return {
      id: minted.id,
      connection_id: minted.connectionId,
      name: grant.name,
      status: status === 'pending' ? 'active' : status,
      base_url: `${this.config.publicOrigin}/${minted.connectionId}`,
      allowed_methods: scope.methods ?? [],
      allowed_paths: scope.paths ?? [],
      deny_query_params: scope.deniedQueryParameters ?? [],
      allowed_ips: network?.cidrs ?? null,
      requests_per_minute: limits.requestsPerMinute ?? null,
      concurrent_requests: limits.concurrentRequests ?? null,
      budgets: budgets.map(({ period, capMicros }) => ({ period, cap_micros: capMicros })),
      created_at: minted.createdAt.toISOString(),
      expires_at: expiresAt.toISOString(),
      revoked_at: revokedAt?.toISOString() ?? null,
    }
  }
}
