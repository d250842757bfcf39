import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { Controller, Get, Inject, Param, Res } from '@nestjs/common'
import { fault } from '@1relay/faults'
import type { Response } from 'express'
import type { Config } from '../config.js'
import { Access } from '../edge/index.js'
import { CONFIG } from '../settings.module.js'
import { sendAsset } from '../web-assets/index.js'
import { Link } from './link.service.js'
import { pageHeaders, SESSION_OVER_PAGE } from './page-headers.js'

/** Serves the built Link page. The master password is typed there, so the policy is as strict as the page allows. */
@Controller('link')
export class LinkPageController {
  constructor(
    @Inject(Link) private readonly link: Link,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  @Get('assets/:name')
  @Access('anonymous')
  asset(@Param('name') name: string, @Res() response: Response): Promise<void> {
    return sendAsset(this.#dist, name, response)
  }

  @Get(':linkSessionId')
  @Access('anonymous')
  async page(@Param('linkSessionId') id: string, @Res() response: Response): Promise<void> {
    const html = await readFile(join(this.#dist, 'index.html'), 'utf8')
    const origins = await this.link.findFrameOrigins(id)
    response.set(pageHeaders(origins ?? []))
    if (origins !== undefined && origins.length > 0) response.removeHeader('X-Frame-Options')
    response.status(origins === undefined ? 410 : 200).send(origins === undefined ? SESSION_OVER_PAGE : html)
  }

  get #dist(): string {
    if (this.config.linkDist === undefined) throw fault('not_found', 'LINK_DIST is not set')
    return this.config.linkDist
  }
}
