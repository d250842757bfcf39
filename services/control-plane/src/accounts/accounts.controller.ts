import { Body, Controller, Get, HttpCode, Inject, Post, Put, Res } from '@nestjs/common'
import type { Response } from 'express'
import type { Config } from '../config.js'
import { Access, accountOf, Caller, type Principal, SESSION_COOKIE, Throttle } from '../edge/index.js'
import { CONFIG } from '../settings.module.js'
import { Vaults } from '../vault/index.js'
import { type Account, Accounts, type SignedIn } from './accounts.service.js'
import { sessionCookie } from './session-cookie.js'

interface SignInBody {
  email: string
  password: string
  session?: 'cookie' | 'token'
}

const MINUTE_MS = 60_000
const loginLimits = { default: { limit: 20, ttl: MINUTE_MS }, email: { limit: 10, ttl: 5 * MINUTE_MS } }
const registerLimits = { default: { limit: 10, ttl: 10 * MINUTE_MS } }
const passwordLimits = { default: { limit: 10, ttl: 5 * MINUTE_MS } }

@Controller('v1')
export class AccountsController {
  constructor(
    @Inject(Accounts) private readonly accounts: Accounts,
    @Inject(Vaults) private readonly vaults: Vaults,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  @Post('auth/register')
  @Access('anonymous')
  @Throttle(registerLimits)
  async register(@Body() body: SignInBody, @Res({ passthrough: true }) response: Response): Promise<unknown> {
    return this.#signedIn(await this.accounts.register(body), body.session, response)
  }

  @Post('auth/login')
  @HttpCode(200)
  @Access('anonymous')
  @Throttle(loginLimits)
  async login(@Body() body: SignInBody, @Res({ passthrough: true }) response: Response): Promise<unknown> {
    return this.#signedIn(await this.accounts.login(body), body.session, response)
  }

  @Post('auth/logout')
  @HttpCode(200)
  @Access('account')
  async logout(@Caller() caller: Principal, @Res({ passthrough: true }) response: Response): Promise<void> {
    const { accountId, sessionId } = accountOf(caller)
    await this.accounts.logout(accountId, sessionId)
    response.clearCookie(SESSION_COOKIE, sessionCookie(this.config.publicOrigin))
  }

  @Get('account')
  @Access('account')
  async getAccount(@Caller() caller: Principal): Promise<unknown> {
    return { account: await this.#present(await this.accounts.getAccount(accountOf(caller).accountId)) }
  }

  @Put('account/password')
  @Access('account')
  @Throttle(passwordLimits)
  async changePassword(
    @Caller() caller: Principal,
    @Body() body: { currentPassword: string; newPassword: string },
    @Res({ passthrough: true }) response: Response,
  ): Promise<void> {
    const typed = { current: body.currentPassword, next: body.newPassword }
    await this.accounts.changePassword(accountOf(caller).accountId, typed)
    response.clearCookie(SESSION_COOKIE, sessionCookie(this.config.publicOrigin))
  }

  async #signedIn(signedIn: SignedIn, session: SignInBody['session'], response: Response): Promise<unknown> {
    const { sessionToken, expiresAt } = signedIn
    const answer = { account: await this.#present(signedIn.account), expiresAt: expiresAt.toISOString() }
    if (session !== 'cookie') return { ...answer, sessionToken }
    response.cookie(SESSION_COOKIE, sessionToken, sessionCookie(this.config.publicOrigin, expiresAt))
    return answer
  }

  async #present({ id, email, createdAt }: Account): Promise<unknown> {
    return { id, email, createdAt: createdAt.toISOString(), hasVault: await this.vaults.hasVault(id) }
  }
}
