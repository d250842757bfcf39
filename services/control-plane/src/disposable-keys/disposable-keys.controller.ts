import { Body, Controller, Delete, Get, Inject, Param, Patch, Post, Query } from '@nestjs/common'
import type { Config } from '../config.js'
import { Access, actingIn, Caller, From, type Principal, Throttle, type Visitor, workspaceOf } from '../edge/index.js'
import { CONFIG } from '../settings.module.js'
import type { KeyFilter } from './disposable-key-store.postgres.js'
import { DisposableKeys } from './disposable-keys.service.js'
import type { KeyChange, KeyOrder } from './key-order.js'
import { presentKey } from './present-key.js'

const PAGE_SIZE = 50
const makingLimits = { default: { limit: 120, ttl: 60_000 } }

@Controller('v1/workspaces/:workspaceId/keys')
export class DisposableKeysController {
  constructor(
    @Inject(DisposableKeys) private readonly keys: DisposableKeys,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  @Get()
  @Access('workspace-viewer')
  async list(
    @Caller() caller: Principal,
    @Query() query: KeyFilter & { cursor?: string; pageSize?: string },
  ): Promise<unknown> {
    const page = { ...query, pageSize: Number(query.pageSize ?? PAGE_SIZE) }
    const { keys, nextCursor } = await this.keys.list(workspaceOf(caller).workspaceId, page)
    return { keys: keys.map((seen) => presentKey(seen, this.config.publicOrigin)), nextCursor }
  }

  @Post()
  @Access('workspace-admin')
  @Throttle(makingLimits)
  async issue(@Caller() caller: Principal, @From() visitor: Visitor, @Body() order: KeyOrder): Promise<unknown> {
    const { key, token } = await this.keys.issue(actingIn(caller, visitor), order)
    const shown = presentKey(key, this.config.publicOrigin)
    return { key: shown, token, baseUrl: shown.baseUrl }
  }

  @Get(':keyId')
  @Access('workspace-viewer')
  async get(@Caller() caller: Principal, @Param('keyId') id: string): Promise<unknown> {
    const seen = await this.keys.get(workspaceOf(caller).workspaceId, id)
    return { key: presentKey(seen, this.config.publicOrigin) }
  }

  @Patch(':keyId')
  @Access('workspace-admin')
  async update(
    @Caller() caller: Principal,
    @From() visitor: Visitor,
    @Param('keyId') id: string,
    @Body() change: KeyChange,
  ): Promise<unknown> {
    const seen = await this.keys.change(actingIn(caller, visitor), id, change)
    return { key: presentKey(seen, this.config.publicOrigin) }
  }

  @Delete(':keyId')
  @Access('workspace-admin')
  async revoke(@Caller() caller: Principal, @From() visitor: Visitor, @Param('keyId') id: string): Promise<void> {
    await this.keys.revoke(actingIn(caller, visitor), id)
  }
}
