import { readFile } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { Controller, Get, Inject, Param, Res } from '@nestjs/common'
import { fault } from '@1relay/faults'
import type { Response } from 'express'
import type { Config } from '../config.js'
import { Access } from '../edge/index.js'
import { CONFIG } from '../settings.module.js'
import { Link } from './link.service.js'
import { ASSET_POLICY, pageHeaders, SESSION_OVER_PAGE } from './page-headers.js'

const YEAR_MS = 365 * 24 * 60 * 60 * 1000
// Names that a bundler makes: flat, no leading dot, so that no path leads out of the folder.
const assetName = /^[A-Za-z0-9_-][A-Za-z0-9._-]*$/

/** Serves the built Link page. The master password is typed there, so the policy is as strict as the page allows. */
@Controller('link')
export class LinkPageController {
  constructor(
    @Inject(Link) private readonly link: Link,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  @Get('assets/:name')
  @Access('anonymous')
  async asset(@Param('name') name: string, @Res() response: Response): Promise<void> {
    if (!assetName.test(name)) throw fault('not_found', 'not the name of an asset')
    response.set('Content-Security-Policy', ASSET_POLICY)
    const root = resolve(this.#dist, 'assets')
    // The name changes with the content, so a copy may be kept for ever.
    const options = { root, dotfiles: 'deny', maxAge: YEAR_MS, immutable: true } as const
    await new Promise<void>((done, fail) =>
      response.sendFile(name, options, (cause: unknown) => {
        if (!cause || response.headersSent) done()
        else fail(fault('not_found', 'no such asset', { cause }))
      }),
    )
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
