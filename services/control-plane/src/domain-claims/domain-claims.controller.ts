import { Body, Controller, Delete, Get, Inject, Param, Post } from '@nestjs/common'
import { Accounts } from '../accounts/index.js'
import { Access, actingIn, Caller, From, type Principal, type Visitor, workspaceOf } from '../edge/index.js'
import { DomainClaims } from './domain-claims.service.js'
import type { ClaimedDomain } from './domain-store.postgres.js'

@Controller('v1/workspaces/:workspaceId/domains')
export class DomainClaimsController {
  constructor(
    @Inject(DomainClaims) private readonly claims: DomainClaims,
    @Inject(Accounts) private readonly accounts: Accounts,
  ) {}

  @Get()
  @Access('workspace-viewer')
  async list(@Caller() caller: Principal): Promise<unknown> {
    return { domains: (await this.claims.list(workspaceOf(caller).workspaceId)).map(present) }
  }

  @Post()
  @Access('workspace-admin-person')
  async claim(
    @Caller() caller: Principal,
    @Body() { domain }: { domain: string },
    @From() visitor: Visitor,
  ): Promise<unknown> {
    const acting = actingIn(caller, visitor)
    const claimant = await this.accounts.getAccount(acting.actor.id)
    return { domain: present(await this.claims.claim(acting, domain, claimant)) }
  }

  @Delete(':domain')
  @Access('workspace-admin-person')
  async release(@Caller() caller: Principal, @Param('domain') domain: string, @From() visitor: Visitor): Promise<void> {
    await this.claims.release(actingIn(caller, visitor), domain)
  }
}

const present = ({ domain, claimedBy, claimedAt }: ClaimedDomain) => ({
  domain,
  claimedBy,
  claimedAt: claimedAt.toISOString(),
})
