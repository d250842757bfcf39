import { Body, Controller, HttpCode, Inject, Post } from '@nestjs/common'
import { Accounts } from '../accounts/index.js'
import { Access, accountOf, Caller, From, type Principal, Throttle, type Visitor } from '../edge/index.js'
import { presentWorkspace, Workspaces } from '../workspaces/index.js'
import { InvitationLinks } from './invitation-links.service.js'

const linkLimits = { default: { limit: 20, ttl: 60_000 } }

@Controller('v1/invitations')
export class InvitationLinksController {
  constructor(
    @Inject(InvitationLinks) private readonly links: InvitationLinks,
    @Inject(Workspaces) private readonly workspaces: Workspaces,
    @Inject(Accounts) private readonly accounts: Accounts,
  ) {}

  @Post('preview')
  @HttpCode(200)
  @Access('anonymous')
  @Throttle(linkLimits)
  async preview(@Body() { token }: { token: string }): Promise<unknown> {
    const { workspaceName, email, role, invitedBy, expiresAt } = await this.links.preview(token)
    return { invitation: { workspaceName, email, role, invitedBy, expiresAt: expiresAt.toISOString() } }
  }

  @Post('accept')
  @HttpCode(200)
  @Access('account')
  @Throttle(linkLimits)
  async accept(
    @Caller() caller: Principal,
    @Body() { token }: { token: string },
    @From() { ip, userAgent }: Visitor,
  ): Promise<unknown> {
    const { id: accountId, email, isEmailProved } = await this.accounts.getAccount(accountOf(caller).accountId)
    const place = { ...(ip !== null && { ip }), ...(userAgent !== null && { userAgent }) }
    const workspaceId = await this.links.accept(token, { accountId, email, isEmailProved, ...place })
    return { workspace: presentWorkspace(await this.workspaces.getAs(workspaceId, accountId)) }
  }
}
