import { Body, Controller, HttpCode, Inject, Post, Res } from '@nestjs/common'
import type { Response } from 'express'
import { acceptEmail, Accounts, type SessionForm, SignInDesk } from '../accounts/index.js'
import { Access, From, Throttle, type Visitor } from '../edge/index.js'
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
    @Inject(Accounts) private readonly accounts: Accounts,
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
  @Access('anonymous')
  @Throttle(confirmLimits)
  async confirm(
    @Body() { token, session }: { token: string; session?: SessionForm },
    @From() visitor: Visitor,
    @Res({ passthrough: true }) response: Response,
  ): Promise<unknown> {
    const email = await this.links.use(token)
    return this.desk.answer(await this.accounts.signInByMailbox(email, visitor), session, response)
  }
}
