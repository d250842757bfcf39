import { Body, Controller, Delete, Get, Inject, Param, Patch } from '@nestjs/common'
import { fault } from '@1relay/faults'
import { Access, actingIn, Caller, From, type Principal, type Visitor, workspaceOf } from '../edge/index.js'
import { Members } from './members.service.js'
import { presentMember } from './present-workspace.js'
import type { MemberRole } from './workspace.js'

@Controller('v1/workspaces/:workspaceId/members')
export class MembersController {
  constructor(@Inject(Members) private readonly members: Members) {}

  @Get()
  @Access('workspace-viewer')
  async list(@Caller() caller: Principal): Promise<unknown> {
    return { members: (await this.members.list(workspaceOf(caller).workspaceId)).map(presentMember) }
  }

  @Patch(':accountId')
  @Access('workspace-admin-person')
  async changeRole(
    @Caller() caller: Principal,
    @Param('accountId') accountId: string,
    @Body() { role }: { role: MemberRole },
    @From() visitor: Visitor,
  ): Promise<unknown> {
    return { member: presentMember(await this.members.changeRole(actingIn(caller, visitor), accountId, role)) }
  }

  /** Everybody may leave; nobody but an admin removes others. */
  @Delete(':accountId')
  @Access('workspace-person')
  async remove(
    @Caller() caller: Principal,
    @Param('accountId') accountId: string,
    @From() visitor: Visitor,
  ): Promise<void> {
    const { role, actor } = workspaceOf(caller)
    if (role !== 'admin' && actor.id !== accountId) throw fault('role_required', 'a viewer removes somebody else')
    await this.members.remove(actingIn(caller, visitor), accountId)
  }
}
