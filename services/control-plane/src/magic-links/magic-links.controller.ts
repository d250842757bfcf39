import { Body, Controller, HttpCode, Inject, Post, Res } from '@nestjs/common'
import type { Response } from 'express'
import { acceptEmail, type SessionForm, SignInDesk } from '../accounts/index.js'
import { Access, Caller, From, type Principal, Throttle, type Visitor } from '../edge/index.js'
import { Arrivals } from './arrivals.service.js'
import { MagicLinks } from './magic-links.service.js'

const MINUTE_MS = 60_000
const HOUR_MS = 60 * MINUTE_MS
// Each is a mail to somebody who may not have asked for it.
const requestLimits = {
  default: { limit: 20, ttl: 15 * MINUTE_MS },
  emailFrom: { limit: 5, ttl: HOUR_MS },
  email: { limit: 20, ttl: HOUR_MS },
}
const confirmLimits = { default: { limit: 20, ttl: MINUTE_MS } }

@Controller('v1/auth/magic-link')
export class MagicLinksController {
  constructor(
    @Inject(MagicLinks) private readonly links: MagicLinks,
    @Inject(Arrivals) private readonly arrivals: Arrivals,
    @Inject(SignInDesk) private readonly desk: SignInDesk,
  ) {}

  @Post()
  @HttpCode(200)
  @Access('anonymous')
  @Throttle(requestLimits)
  async request(@Body() { email }: { email: string }): Promise<void> {
    await this.links.request(acceptEmail(email))
  }

  @Post('preview')
  @HttpCode(200)
  @Access('anonymous')
  @Throttle(confirmLimits)
  async preview(@Body() { token }: { token: string }): Promise<{ email: string }> {
    return { email: await this.links.preview(token) }
  }

  @Post('confirm')
  @HttpCode(200)
  @Access('anonymous-or-account')
  @Throttle(confirmLimits)
  async confirm(
    @Body() { token, session, startsClean = false }: { token: string; session?: SessionForm; startsClean?: boolean },
    @Caller() caller: Principal,
    @From() place: Visitor,
    @Res({ passthrough: true }) response: Response,
  ): Promise<unknown> {
    const heldBy = caller.kind === 'account' ? caller.accountId : undefined
    const signedIn = await this.arrivals.signIn(token, { heldBy, startsClean, place })
    return this.desk.answer(signedIn, session, response)
  }
}
