import { Controller, Delete, Get, Inject, Param, Query } from '@nestjs/common'
import { Access, actingIn, Caller, From, type Principal, type Visitor, workspaceOf } from '../edge/index.js'
import type { TrustedIp } from './trust.js'
import { TrustedIps } from './trusted-ips.service.js'

const PAGE_SIZE = 50

@Controller('v1/workspaces/:workspaceId/trusted-ips')
export class TrustedIpsController {
  constructor(@Inject(TrustedIps) private readonly trusted: TrustedIps) {}

  @Get()
  @Access('workspace-viewer')
  async list(
    @Caller() caller: Principal,
    @Query() { holderEmail, cursor, pageSize }: { holderEmail?: string; cursor?: string; pageSize?: string },
  ): Promise<unknown> {
    const page = {
      pageSize: Number(pageSize ?? PAGE_SIZE),
      ...(cursor && { cursor }),
      ...(holderEmail && { holderEmail }),
    }
    const { trustedIps, nextCursor } = await this.trusted.list(workspaceOf(caller).workspaceId, page)
    return { trustedIps: trustedIps.map(present), nextCursor }
  }

  @Delete(':trustedIpId')
  @Access('workspace-admin')
  async revoke(@Caller() caller: Principal, @Param('trustedIpId') id: string, @From() visitor: Visitor): Promise<void> {
    await this.trusted.revoke(actingIn(caller, visitor), id)
  }
}

const present = ({ id, holderEmail, network, how, keyId, client, trustedAt }: TrustedIp): unknown => ({
  id,
  holderEmail,
  network,
  how,
  keyId,
  client,
  trustedAt: trustedAt.toISOString(),
})
