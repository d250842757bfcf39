import { Body, Controller, Get, HttpCode, Inject, Post, Put, Res } from '@nestjs/common'
import type { Response } from 'express'
import { Access, accountOf, Caller, From, type Principal, Throttle, type Visitor } from '../edge/index.js'
import { Accounts } from './accounts.service.js'
import { Sessions } from './sessions.service.js'
import { type SessionForm, SignInDesk } from './sign-in-desk.http.js'

interface SignInBody {
  email: string
  password: string
  session?: SessionForm
}

const MINUTE_MS = 60_000
// At most 7,200 guesses a day at one password, from however many addresses; from one at most 1,440.
const loginLimits = {
  default: { limit: 20, ttl: MINUTE_MS },
  emailFrom: { limit: 10, ttl: 10 * MINUTE_MS },
  email: { limit: 50, ttl: 10 * MINUTE_MS },
}
const registerLimits = { default: { limit: 10, ttl: 10 * MINUTE_MS } }
const passwordLimits = { default: { limit: 10, ttl: 5 * MINUTE_MS } }

@Controller('v1')
export class AccountsController {
  constructor(
    @Inject(Accounts) private readonly accounts: Accounts,
    @Inject(Sessions) private readonly sessions: Sessions,
    @Inject(SignInDesk) private readonly desk: SignInDesk,
  ) {}

  @Post('auth/register')
  @Access('anonymous')
  @Throttle(registerLimits)
  async register(
    @Body() body: SignInBody,
    @From() visitor: Visitor,
    @Res({ passthrough: true }) response: Response,
  ): Promise<unknown> {
    return this.desk.answer(await this.accounts.register(body, visitor), body.session, response)
  }

  @Post('auth/login')
  @HttpCode(200)
  @Access('anonymous')
  @Throttle(loginLimits)
  async login(
    @Body() body: SignInBody,
    @From() visitor: Visitor,
    @Res({ passthrough: true }) response: Response,
  ): Promise<unknown> {
    return this.desk.answer(await this.accounts.login(body, visitor), body.session, response)
  }

  @Post('auth/logout')
  @HttpCode(200)
  @Access('account')
  async logout(@Caller() caller: Principal, @Res({ passthrough: true }) response: Response): Promise<void> {
    const { accountId, sessionId } = accountOf(caller)
    await this.sessions.end(accountId, sessionId)
    this.desk.forget(response)
  }

  @Get('account')
  @Access('account')
  async getAccount(@Caller() caller: Principal): Promise<unknown> {
    return { account: await this.desk.present(await this.accounts.getAccount(accountOf(caller).accountId)) }
  }

  @Put('account/password')
  @Access('account')
  @Throttle(passwordLimits)
  async changePassword(
    @Caller() caller: Principal,
    @Body() body: { currentPassword?: string; newPassword: string },
  ): Promise<void> {
    await this.accounts.changePassword(accountOf(caller), { current: body.currentPassword, next: body.newPassword })
  }
}
