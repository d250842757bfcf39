import { Controller, Get, Inject, Query } from '@nestjs/common'
import { fault } from '@1relay/faults'
import { formatClientId } from '@1relay/vault'
import { Access, Caller, type Principal } from '../edge/index.js'
import type { UsageGrouping, UsageRow } from './usage-reader.port.js'
import type { UsageParty } from './usage-party.js'
import { type UsageQuestion, UsageReports } from './usage-reports.service.js'

const PAGE_SIZE = 50

type Asked<T> = Omit<UsageQuestion, 'pageSize'> & { pageSize?: string } & T

@Controller('v1/usage')
export class UsageController {
  constructor(@Inject(UsageReports) private readonly reports: UsageReports) {}

  @Get()
  @Access('account-or-app')
  async report(
    @Caller() caller: Principal,
    @Query() { groupBy = 'day', pageSize, ...asked }: Asked<{ groupBy?: UsageGrouping }>,
  ): Promise<unknown> {
    const question = { ...asked, pageSize: Number(pageSize ?? PAGE_SIZE) }
    return { groupBy, ...(await this.reports.report(partyOf(caller), groupBy, question)) }
  }

  @Get('requests')
  @Access('account-or-app')
  async requests(
    @Caller() caller: Principal,
    @Query() { pageSize, ...asked }: Asked<{ decision?: 'allowed' | 'refused' }>,
  ): Promise<unknown> {
    const question = { ...asked, pageSize: Number(pageSize ?? PAGE_SIZE) }
    const { requests, nextCursor } = await this.reports.requests(partyOf(caller), question)
    return { requests: requests.map(present), nextCursor }
  }
}

const partyOf = (caller: Principal): UsageParty => {
  if (caller.kind === 'anonymous') throw fault('unauthenticated', 'a route for accounts and apps was reached by nobody')
  return caller
}

const present = ({ grantId, appId, upstream, at, ...call }: UsageRow): unknown => ({
  ...call,
  at: at.toISOString(),
  connectionId: grantId,
  clientId: appId === null ? null : formatClientId(appId),
  provider: upstream,
})
