import { Body, Controller, Delete, Get, Inject, Param, Patch, Query } from '@nestjs/common'
import { fault } from '@1relay/faults'
import { formatClientId } from '@1relay/vault'
import { Access, accountOf, Caller, type Principal } from '../edge/index.js'
import type { GrantStatus, Terms } from '../grants/index.js'
import { type Connection, Connections, type Party } from './connections.service.js'

const PAGE_SIZE = 50

@Controller('v1/connections')
export class ConnectionsController {
  constructor(@Inject(Connections) private readonly connections: Connections) {}

  @Get()
  @Access('account-or-app')
  async list(
    @Caller() caller: Principal,
    @Query() { cursor, pageSize, status }: { cursor?: string; pageSize?: string; status?: GrantStatus },
  ): Promise<unknown> {
    const page = { pageSize: Number(pageSize ?? PAGE_SIZE), ...(cursor && { cursor }), ...(status && { status }) }
    const { connections, nextCursor } = await this.connections.list(partyOf(caller), page)
    return { connections: connections.map(present), nextCursor }
  }

  @Get(':connectionId')
  @Access('account-or-app')
  async get(@Caller() caller: Principal, @Param('connectionId') id: string): Promise<unknown> {
    return { connection: present(await this.connections.get(partyOf(caller), id)) }
  }

  @Patch(':connectionId')
  @Access('account')
  async update(@Caller() caller: Principal, @Param('connectionId') id: string, @Body() terms: Terms): Promise<unknown> {
    return { connection: present(await this.connections.change(accountOf(caller), id, terms)) }
  }

  @Delete(':connectionId')
  @Access('account-or-app')
  async revoke(@Caller() caller: Principal, @Param('connectionId') id: string): Promise<void> {
    await this.connections.revoke(partyOf(caller), id)
  }
}

const partyOf = (caller: Principal): Party => {
  if (caller.kind === 'account' || caller.kind === 'app') return caller
  throw fault('unauthenticated', `a route for accounts and apps was reached by ${caller.kind}`)
}

const present = ({ grant, status, app, budgets, userReference }: Connection): unknown => ({
  id: grant.id,
  status,
  app: { clientId: formatClientId(app.id), name: app.name, logoUrl: app.logoUrl, isTest: app.isTest },
  providers: grant.providers,
  budgets,
  limits: grant.limits,
  models: grant.scope.models ?? null,
  userReference,
  createdAt: grant.createdAt.toISOString(),
  lastUsedAt: grant.lastUsedAt?.toISOString() ?? null,
  revokedAt: grant.revokedAt?.toISOString() ?? null,
})
