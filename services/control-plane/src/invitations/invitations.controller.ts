import { Body, Controller, Delete, Get, HttpCode, Inject, Param, Post } from '@nestjs/common'
import { acceptEmail } from '../accounts/index.js'
import { Access, actingIn, Caller, From, type Principal, Throttle, type Visitor, workspaceOf } from '../edge/index.js'
import { CLOCK, type Clock } from '../settings.module.js'
import type { MemberRole } from '../workspaces/index.js'
import { presentInvitation } from './invitation.js'
import { Invitations } from './invitations.service.js'

// Each is a mail to somebody who has not asked for it.
const HOUR_MS = 60 * 60_000
const inviteLimits = { default: { limit: 100, ttl: HOUR_MS }, email: { limit: 5, ttl: HOUR_MS } }
const resendLimits = { default: { limit: 30, ttl: HOUR_MS } }

@Controller('v1/workspaces/:workspaceId/invitations')
export class InvitationsController {
  constructor(
    @Inject(Invitations) private readonly invitations: Invitations,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  @Get()
  @Access('workspace-admin-person')
  async list(@Caller() caller: Principal): Promise<unknown> {
    const [found, now] = [await this.invitations.list(workspaceOf(caller).workspaceId), this.clock()]
    return { invitations: found.map((invitation) => presentInvitation(invitation, now)) }
  }

  @Post()
  @Access('workspace-admin-person')
  @Throttle(inviteLimits)
  async invite(
    @Caller() caller: Principal,
    @Body() { email, role }: { email: string; role: MemberRole },
    @From() visitor: Visitor,
  ): Promise<unknown> {
    const invitation = await this.invitations.invite(actingIn(caller, visitor), acceptEmail(email), role)
    return { invitation: presentInvitation(invitation, this.clock()) }
  }

  @Post(':invitationId/resend')
  @HttpCode(200)
  @Access('workspace-admin-person')
  @Throttle(resendLimits)
  async resend(
    @Caller() caller: Principal,
    @Param('invitationId') id: string,
    @From() visitor: Visitor,
  ): Promise<unknown> {
    const invitation = await this.invitations.resend(actingIn(caller, visitor), id)
    return { invitation: presentInvitation(invitation, this.clock()) }
  }

  @Delete(':invitationId')
  @Access('workspace-admin-person')
  async revoke(
    @Caller() caller: Principal,
    @Param('invitationId') id: string,
    @From() visitor: Visitor,
  ): Promise<void> {
    await this.invitations.revoke(actingIn(caller, visitor), id)
  }
}
