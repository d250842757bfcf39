import { Body, Controller, Delete, Get, HttpCode, Inject, Param, Post } from '@nestjs/common'
import type { EntityManager } from 'typeorm'
import { AdminAudit } from '../audit/index.js'
import {
  Access,
  type Acting,
  actingIn,
  Caller,
  From,
  type Principal,
  Throttle,
  type Visitor,
  workspaceOf,
} from '../edge/index.js'
import { webhookLimits } from './app-webhooks.controller.js'
import { presentDelivery, presentWebhook } from './present-webhook.js'
import type { Webhook, WebhookOwner } from './webhook.js'
import { Webhooks } from './webhooks.service.js'

// Addresses of some services are secrets, so not even looking is for viewers.
@Controller('v1/workspaces/:workspaceId/webhooks')
export class WorkspaceWebhooksController {
  constructor(
    @Inject(Webhooks) private readonly webhooks: Webhooks,
    @Inject(AdminAudit) private readonly audit: AdminAudit,
  ) {}

  @Get()
  @Access('workspace-admin')
  async list(@Caller() caller: Principal): Promise<unknown> {
    return { webhooks: (await this.webhooks.list(ownerOf(caller))).map(presentWebhook) }
  }

  @Post()
  @Access('workspace-admin')
  @Throttle(webhookLimits)
  async create(
    @Caller() caller: Principal,
    @Body() { url }: { url: string },
    @From() visitor: Visitor,
  ): Promise<unknown> {
    const record = this.#recording(actingIn(caller, visitor), 'webhook.created')
    const webhook = await this.webhooks.create(ownerOf(caller), url, record)
    return { webhook: presentWebhook(webhook), secret: webhook.secret }
  }

  @Delete(':webhookId')
  @Access('workspace-admin')
  async remove(@Caller() caller: Principal, @Param('webhookId') id: string, @From() visitor: Visitor): Promise<void> {
    await this.webhooks.remove(ownerOf(caller), id, this.#recording(actingIn(caller, visitor), 'webhook.deleted'))
  }

  @Post(':webhookId/test')
  @HttpCode(200)
  @Access('workspace-admin')
  @Throttle(webhookLimits)
  async test(@Caller() caller: Principal, @Param('webhookId') id: string): Promise<unknown> {
    return { delivery: presentDelivery(await this.webhooks.test(ownerOf(caller), id)) }
  }

  @Get(':webhookId/deliveries')
  @Access('workspace-admin')
  async deliveries(@Caller() caller: Principal, @Param('webhookId') id: string): Promise<unknown> {
    return { deliveries: (await this.webhooks.deliveries(ownerOf(caller), id)).map(presentDelivery) }
  }

  #recording(acting: Acting, action: 'webhook.created' | 'webhook.deleted') {
    return (tx: EntityManager, { id, url }: Webhook): Promise<void> => {
      // The host alone: who reads the audit need not be able to write there.
      const subject = { type: 'webhook', id, label: url === null ? '' : new URL(url).origin }
      return this.audit.record({ ...acting, action, subject }, tx)
    }
  }
}

const ownerOf = (caller: Principal): WebhookOwner => ({ kind: 'workspace', id: workspaceOf(caller).workspaceId })
