import { Body, Controller, Delete, Get, Inject, Param, Patch, Post } from '@nestjs/common'
import { fault } from '@1relay/faults'
import { formatClientId, parseClientId } from '@1relay/vault'
import { Access, accountOf, Caller, type Principal, Throttle } from '../edge/index.js'
import type { AppKey, AppProfile } from './app-store.port.js'
import { type App, Apps } from './apps.service.js'

const OVERLAP_SECONDS = 86_400
const makingLimits = { default: { limit: 30, ttl: 60_000 } }

@Controller('v1/apps')
export class AppsController {
  constructor(@Inject(Apps) private readonly apps: Apps) {}

  @Get()
  @Access('account')
  async list(@Caller() caller: Principal): Promise<unknown> {
    return { apps: (await this.apps.list(accountOf(caller).accountId)).map(presentApp) }
  }

  @Post()
  @Access('account')
  @Throttle(makingLimits)
  async create(
    @Caller() caller: Principal,
    @Body() body: Pick<AppProfile, 'name' | 'origins'> & { logoUrl?: string; isTest?: boolean },
  ): Promise<unknown> {
    const { name, origins, logoUrl = null, isTest = false } = body
    const profile = { name, logoUrl, origins, isTest }
    const { app, clientSecret } = await this.apps.create(accountOf(caller).accountId, profile)
    return { app: presentApp(app), clientSecret }
  }

  @Get(':clientId')
  @Access('account')
  async get(@Caller() caller: Principal, @Param('clientId') clientId: string): Promise<unknown> {
    return { app: presentApp(await this.apps.get(keyOf(caller, clientId))) }
  }

  @Patch(':clientId')
  @Access('account')
  async update(
    @Caller() caller: Principal,
    @Param('clientId') clientId: string,
    @Body() change: Partial<AppProfile>,
  ): Promise<unknown> {
    return { app: presentApp(await this.apps.update(keyOf(caller, clientId), change)) }
  }

  @Delete(':clientId')
  @Access('account')
  async delete(@Caller() caller: Principal, @Param('clientId') clientId: string): Promise<void> {
    await this.apps.delete(keyOf(caller, clientId))
  }

  @Post(':clientId/secrets')
  @Access('account')
  @Throttle(makingLimits)
  async rotateSecret(
    @Caller() caller: Principal,
    @Param('clientId') clientId: string,
    @Body() body?: { overlapSeconds?: number },
  ): Promise<unknown> {
    const overlapMs = (body?.overlapSeconds ?? OVERLAP_SECONDS) * 1000
    const { app, clientSecret } = await this.apps.rotateSecret(keyOf(caller, clientId), overlapMs)
    return { app: presentApp(app), clientSecret }
  }

  @Delete(':clientId/secrets/:secretId')
  @Access('account')
  async revokeSecret(
    @Caller() caller: Principal,
    @Param('clientId') clientId: string,
    @Param('secretId') secretId: string,
  ): Promise<void> {
    await this.apps.revokeSecret(keyOf(caller, clientId), secretId)
  }
}

/** The app that a route names, for its owner. */
export const keyOf = (caller: Principal, clientId: string): AppKey => {
  const client = parseClientId(clientId)
  if (!client.ok) throw fault('not_found', 'not a client id')
  return { appId: client.id, ownerAccountId: accountOf(caller).accountId }
}

/** An app as its owner sees it. */
export const presentApp = ({ id, name, logoUrl, origins, isTest, createdAt, secrets }: App): unknown => ({
  clientId: formatClientId(id),
  name,
  logoUrl,
  origins,
  isTest,
  createdAt: createdAt.toISOString(),
  secrets: secrets.map((secret) => ({
    id: secret.id,
    createdAt: secret.createdAt.toISOString(),
    expiresAt: secret.expiresAt?.toISOString() ?? null,
  })),
})
