import { Body, Controller, Delete, Get, HttpCode, Inject, Param, Patch, Post, Res } from '@nestjs/common'
import type { Response } from 'express'
import { Accounts, type SessionForm, SignInDesk } from '../accounts/index.js'
import { Access, accountOf, Caller, From, type Principal, Throttle, type Visitor } from '../edge/index.js'
import { PasskeyWraps } from '../vault/index.js'
import { type Passkey, Passkeys } from './passkeys.service.js'
import { presentPasskey } from './present-passkey.js'
import type { Assertion, Attestation } from './webauthn.port.js'

const MINUTE_MS = 60_000
const signInLimits = { default: { limit: 20, ttl: MINUTE_MS } }
// Options may be asked for with a password: no more guesses than elsewhere.
const optionsLimits = { default: { limit: 10, ttl: 5 * MINUTE_MS } }
const addLimits = { default: { limit: 20, ttl: 5 * MINUTE_MS } }

@Controller('v1')
export class PasskeysController {
  constructor(
    @Inject(Passkeys) private readonly passkeys: Passkeys,
    @Inject(Accounts) private readonly accounts: Accounts,
    @Inject(PasskeyWraps) private readonly wraps: PasskeyWraps,
    @Inject(SignInDesk) private readonly desk: SignInDesk,
  ) {}

  @Post('auth/passkey/options')
  @HttpCode(200)
  @Access('anonymous')
  @Throttle(signInLimits)
  async beginSignIn(): Promise<unknown> {
    return { options: await this.passkeys.beginSignIn() }
  }

  @Post('auth/passkey')
  @HttpCode(200)
  @Access('anonymous')
  @Throttle(signInLimits)
  async signIn(
    @Body() body: { response: Assertion; session?: SessionForm },
    @From() visitor: Visitor,
    @Res({ passthrough: true }) response: Response,
  ): Promise<unknown> {
    const proved = await this.passkeys.prove(body.response)
    return this.desk.answer(await this.accounts.signInByPasskey(proved, visitor), body.session, response)
  }

  @Get('passkeys')
  @Access('account')
  async list(@Caller() caller: Principal): Promise<unknown> {
    const { accountId } = accountOf(caller)
    return { passkeys: await this.#present(accountId, await this.passkeys.list(accountId)) }
  }

  @Post('passkeys/options')
  @HttpCode(200)
  @Access('account')
  @Throttle(optionsLimits)
  async beginAdding(@Caller() caller: Principal, @Body() body?: { password?: string }): Promise<unknown> {
    const account = await this.accounts.proveFreshHolder(accountOf(caller), body?.password)
    return { options: await this.passkeys.beginAdding(account) }
  }

  @Post('passkeys')
  @Access('account')
  @Throttle(addLimits)
  async add(@Caller() caller: Principal, @Body() body: { name: string; response: Attestation }): Promise<unknown> {
    const { accountId } = accountOf(caller)
    return this.#one(accountId, await this.passkeys.add(accountId, body))
  }

  @Patch('passkeys/:credentialId')
  @Access('account')
  async rename(
    @Caller() caller: Principal,
    @Param('credentialId') credentialId: string,
    @Body() { name }: { name: string },
  ): Promise<unknown> {
    const { accountId } = accountOf(caller)
    return this.#one(accountId, await this.passkeys.rename(accountId, credentialId, name))
  }

  @Delete('passkeys/:credentialId')
  @Access('account')
  async remove(@Caller() caller: Principal, @Param('credentialId') credentialId: string): Promise<void> {
    await this.passkeys.remove(accountOf(caller).accountId, credentialId)
  }

  async #one(accountId: string, passkey: Passkey): Promise<unknown> {
    const [shown] = await this.#present(accountId, [passkey])
    return { passkey: shown }
  }

  async #present(accountId: string, passkeys: readonly Passkey[]): Promise<unknown[]> {
    const unlocking = new Set((await this.wraps.list(accountId)).map(({ credentialId }) => credentialId))
    return passkeys.map((passkey) => presentPasskey(passkey, unlocking))
  }
}
