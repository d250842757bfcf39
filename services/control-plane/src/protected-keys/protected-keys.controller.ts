import type { UpstreamAuth } from '@1relay/contracts'
import { Body, Controller, Delete, Get, Inject, Param, Patch, Post, Put, Query } from '@nestjs/common'
import type { Config } from '../config.js'
import { Access, actingIn, Caller, From, type Principal, Throttle, type Visitor, workspaceOf } from '../edge/index.js'
import { CONFIG } from '../settings.module.js'
import {
  type ProtectedKeyChange,
  type ProtectedKeyOrder,
  ProtectedKeys,
  type SeenProtectedKey,
} from './protected-keys.service.js'
import type { CredentialInput } from './sealing.service.js'

const PAGE_SIZE = 50
const makingLimits = { default: { limit: 60, ttl: 60_000 } }

@Controller('v1/workspaces/:workspaceId/protected-keys')
export class ProtectedKeysController {
  constructor(
    @Inject(ProtectedKeys) private readonly protectedKeys: ProtectedKeys,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  @Get()
  @Access('workspace-viewer')
  async list(
    @Caller() caller: Principal,
    @Query() query: { cursor?: string; pageSize?: string; environment?: string; q?: string },
  ): Promise<unknown> {
    const page = { ...query, pageSize: Number(query.pageSize ?? PAGE_SIZE) }
    const { protectedKeys, nextCursor } = await this.protectedKeys.list(workspaceOf(caller).workspaceId, page)
    return { protectedKeys: protectedKeys.map((seen) => this.#present(seen)), nextCursor }
  }

  @Post()
  @Access('workspace-admin')
  @Throttle(makingLimits)
  async create(
    @Caller() caller: Principal,
    @From() visitor: Visitor,
    @Body() order: ProtectedKeyOrder,
  ): Promise<unknown> {
    return this.#answer(await this.protectedKeys.create(actingIn(caller, visitor), order))
  }

  @Get(':connectionId')
  @Access('workspace-viewer')
  async get(@Caller() caller: Principal, @Param('connectionId') id: string): Promise<unknown> {
    return this.#answer(await this.protectedKeys.get(workspaceOf(caller).workspaceId, id))
  }

  @Patch(':connectionId')
  @Access('workspace-admin')
  async update(
    @Caller() caller: Principal,
    @From() visitor: Visitor,
    @Param('connectionId') id: string,
    @Body() change: ProtectedKeyChange,
  ): Promise<unknown> {
    return this.#answer(await this.protectedKeys.change(actingIn(caller, visitor), id, change))
  }

  @Put(':connectionId/credential')
  @Access('workspace-admin')
  @Throttle(makingLimits)
  async replaceCredential(
    @Caller() caller: Principal,
    @From() visitor: Visitor,
    @Param('connectionId') id: string,
    @Body() order: CredentialInput & { auth?: UpstreamAuth },
  ): Promise<unknown> {
    return this.#answer(await this.protectedKeys.replaceCredential(actingIn(caller, visitor), id, order))
  }

  @Delete(':connectionId')
  @Access('workspace-admin')
  async delete(
    @Caller() caller: Principal,
    @From() visitor: Visitor,
    @Param('connectionId') id: string,
    @Query('revokeKeys') revokeKeys?: string,
  ): Promise<void> {
    await this.protectedKeys.delete(actingIn(caller, visitor), id, String(revokeKeys) === 'true')
  }

  #answer(seen: SeenProtectedKey): unknown {
    return { protectedKey: this.#present(seen) }
  }

  #present({ key, liveKeys, lastUsedAt }: SeenProtectedKey): unknown {
    const { id, name, upstream, auth, environment, recordsQuery, sealed, createdBy } = key
    return {
      id,
      name,
      upstream,
      auth,
      environment,
      recordsQuery,
      sealedTo: sealed.keyId,
      baseUrl: `${this.config.publicOrigin}/${id}`,
      liveKeys,
      createdAt: key.createdAt.toISOString(),
      createdBy,
      credentialChangedAt: key.credentialChangedAt.toISOString(),
      lastUsedAt: lastUsedAt?.toISOString() ?? null,
    }
  }
}
