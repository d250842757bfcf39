import { Controller, Delete, Get, Inject, Param, Res } from '@nestjs/common'
import { fault } from '@1relay/faults'
import type { Response } from 'express'
import { Access, accountOf, Caller, type Principal } from '../edge/index.js'
import { presentSession } from './present-session.js'
import { Sessions } from './sessions.service.js'
import { SignInDesk } from './sign-in-desk.http.js'

@Controller('v1/sessions')
export class SessionsController {
  constructor(
    @Inject(Sessions) private readonly sessions: Sessions,
    @Inject(SignInDesk) private readonly desk: SignInDesk,
  ) {}

  @Get()
  @Access('account')
  async list(@Caller() caller: Principal): Promise<unknown> {
    const { accountId, sessionId } = accountOf(caller)
    return { sessions: (await this.sessions.list(accountId)).map((session) => presentSession(session, sessionId)) }
  }

  @Delete()
  @Access('account')
  async endOthers(@Caller() caller: Principal): Promise<void> {
    const { accountId, sessionId } = accountOf(caller)
    await this.sessions.endOthers(accountId, sessionId)
  }

  @Delete(':sessionId')
  @Access('account')
  async end(
    @Caller() caller: Principal,
    @Param('sessionId') sessionId: string,
    @Res({ passthrough: true }) response: Response,
  ): Promise<void> {
    const holder = accountOf(caller)
    const isEnded = await this.sessions.end(holder.accountId, sessionId)
    if (!isEnded) throw fault('not_found', 'no such session of this account')
    if (sessionId === holder.sessionId) this.desk.forget(response)
  }
}
