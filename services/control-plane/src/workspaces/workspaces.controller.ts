import { Body, Controller, Delete, Get, Inject, Patch, Post, Query } from '@nestjs/common'
import { Accounts } from '../accounts/index.js'
import {
  Access,
  accountOf,
  actingIn,
  Caller,
  From,
  type Principal,
  Throttle,
  type Visitor,
  workspaceOf,
} from '../edge/index.js'
import { presentWorkspace } from './present-workspace.js'
import { WorkspaceDeletions } from './workspace-deletions.service.js'
import { Workspaces } from './workspaces.service.js'

const createLimits = { default: { limit: 20, ttl: 10 * 60_000 } }

@Controller('v1/workspaces')
export class WorkspacesController {
  constructor(
    @Inject(Workspaces) private readonly workspaces: Workspaces,
    @Inject(WorkspaceDeletions) private readonly deletions: WorkspaceDeletions,
    @Inject(Accounts) private readonly accounts: Accounts,
  ) {}

  @Get()
  @Access('account')
  async list(@Caller() caller: Principal): Promise<unknown> {
    return { workspaces: (await this.workspaces.list(accountOf(caller).accountId)).map(presentWorkspace) }
  }

  @Post()
  @Access('account')
  @Throttle(createLimits)
  async create(
    @Caller() caller: Principal,
    @Body() { name }: { name: string },
    @From() { ip, userAgent }: Visitor,
  ): Promise<unknown> {
    const { id: accountId, email } = await this.accounts.getAccount(accountOf(caller).accountId)
    const place = { ...(ip !== null && { ip }), ...(userAgent !== null && { userAgent }) }
    return { workspace: presentWorkspace(await this.workspaces.create(name, { accountId, email, ...place })) }
  }

  @Get(':workspaceId')
  @Access('workspace-viewer')
  async get(@Caller() caller: Principal): Promise<unknown> {
    const { workspaceId, role } = workspaceOf(caller)
    return { workspace: presentWorkspace({ ...(await this.workspaces.get(workspaceId)), role }) }
  }

  @Patch(':workspaceId')
  @Access('workspace-admin-person')
  async rename(
    @Caller() caller: Principal,
    @Body() { name }: { name: string },
    @From() visitor: Visitor,
  ): Promise<unknown> {
    const { role } = workspaceOf(caller)
    return { workspace: presentWorkspace({ ...(await this.workspaces.rename(actingIn(caller, visitor), name)), role }) }
  }

  @Delete(':workspaceId')
  @Access('workspace-admin-person')
  async delete(
    @Caller() caller: Principal,
    @Query('confirm') confirm: string,
    @From() visitor: Visitor,
  ): Promise<void> {
    await this.deletions.delete(actingIn(caller, visitor), confirm)
  }
}
