import { Controller, Get, Inject, Param, Query } from '@nestjs/common'
import { fault } from '@1relay/faults'
import { parseClientId } from '@1relay/vault'
import { Apps } from '../apps/index.js'
import { Access, accountOf, Caller, type Principal } from '../edge/index.js'
import { cutPage, placeOf } from '../grants/index.js'
import { Link, type SeenSession } from './link.service.js'

const PAGE_SIZE = 50

/** What the developer of an app sees of its Link sessions. */
@Controller('v1/apps/:clientId/link-sessions')
export class LinkSessionsController {
  constructor(
    @Inject(Link) private readonly link: Link,
    @Inject(Apps) private readonly apps: Apps,
  ) {}

  @Get()
  @Access('account')
  async list(
    @Caller() caller: Principal,
    @Param('clientId') clientId: string,
    @Query() { cursor, pageSize }: { cursor?: string; pageSize?: string },
  ): Promise<unknown> {
    const client = parseClientId(clientId)
    if (!client.ok) throw fault('not_found', 'not a client id')
    const app = await this.apps.get({ appId: client.id, ownerAccountId: accountOf(caller).accountId })
    const size = Number(pageSize ?? PAGE_SIZE)
    const found = await this.link.listSessions(app.id, { limit: size + 1, ...placeOf(cursor) })
    const placed = found.map((seen) => ({ ...seen, id: seen.session.id, createdAt: seen.session.createdAt }))
    const { shown, nextCursor } = cutPage(placed, size)
    return { sessions: shown.map(presentSeen), nextCursor }
  }
}

/** A session as its app sees it. */
export const presentSession = ({ session, status, connectionId }: SeenSession): object => ({
  linkSessionId: session.id,
  status,
  mode: session.updatesGrantId === null ? 'new' : 'update',
  requestedProviders: session.requestedProviders,
  createdAt: session.createdAt.toISOString(),
  expiresAt: session.expiresAt.toISOString(),
  connectionId,
  userReference: session.userReference,
})

const presentSeen = (seen: SeenSession): unknown => ({
  ...presentSession(seen),
  openedAt: seen.session.openedAt?.toISOString() ?? null,
  events: seen.session.events,
})
