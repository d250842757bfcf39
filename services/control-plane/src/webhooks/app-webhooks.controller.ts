import { Body, Controller, Delete, Get, HttpCode, Inject, Param, Post } from '@nestjs/common'
import { Apps, keyOf } from '../apps/index.js'
import { Access, Caller, type Principal, Throttle } from '../edge/index.js'
import { presentDelivery, presentWebhook } from './present-webhook.js'
import type { WebhookOwner } from './webhook.js'
import { Webhooks } from './webhooks.service.js'

export const webhookLimits = { default: { limit: 30, ttl: 60_000 } }

@Controller('v1/apps/:clientId/webhooks')
export class AppWebhooksController {
  constructor(
    @Inject(Webhooks) private readonly webhooks: Webhooks,
    @Inject(Apps) private readonly apps: Apps,
  ) {}

  @Get()
  @Access('account')
  async list(@Caller() caller: Principal, @Param('clientId') clientId: string): Promise<unknown> {
    return { webhooks: (await this.webhooks.list(await this.#owner(caller, clientId))).map(presentWebhook) }
  }

  @Post()
  @Access('account')
  @Throttle(webhookLimits)
  async create(
    @Caller() caller: Principal,
    @Param('clientId') clientId: string,
    @Body() { url }: { url: string },
  ): Promise<unknown> {
    const webhook = await this.webhooks.create(await this.#owner(caller, clientId), url)
    return { webhook: presentWebhook(webhook), secret: webhook.secret }
  }

  @Delete(':webhookId')
  @Access('account')
  async remove(
    @Caller() caller: Principal,
    @Param('clientId') clientId: string,
    @Param('webhookId') webhookId: string,
  ): Promise<void> {
    await this.webhooks.remove(await this.#owner(caller, clientId), webhookId)
  }

  @Post(':webhookId/test')
  @HttpCode(200)
  @Access('account')
  @Throttle(webhookLimits)
  async test(
    @Caller() caller: Principal,
    @Param('clientId') clientId: string,
    @Param('webhookId') webhookId: string,
  ): Promise<unknown> {
    return { delivery: presentDelivery(await this.webhooks.test(await this.#owner(caller, clientId), webhookId)) }
  }

  @Get(':webhookId/deliveries')
  @Access('account')
  async deliveries(
    @Caller() caller: Principal,
    @Param('clientId') clientId: string,
    @Param('webhookId') webhookId: string,
  ): Promise<unknown> {
    const deliveries = await this.webhooks.deliveries(await this.#owner(caller, clientId), webhookId)
    return { deliveries: deliveries.map(presentDelivery) }
  }

  async #owner(caller: Principal, clientId: string): Promise<WebhookOwner> {
    return { kind: 'app', id: (await this.apps.get(keyOf(caller, clientId))).id }
  }
}
