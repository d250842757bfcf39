import { randomBytes } from 'node:crypto'
import { readdir, readFile } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { Controller, Get, Inject, Param, Req, Res } from '@nestjs/common'
import { fault } from '@1relay/faults'
import type { Request, Response } from 'express'
import type { Config } from '../config.js'
import { homePage } from '../docs/index.js'
import { Access, SkipThrottle } from '../edge/index.js'
import { CONFIG } from '../settings.module.js'
import { sendAsset } from '../web-assets/index.js'
import { CONSOLE_EXAMPLE_APP, CONSOLE_NONCE, consolePolicy, isNavigation } from './index.js'

const HTML = 'text/html; charset=utf-8'
const HOUR_MS = 60 * 60 * 1000

/**
 * The last of all routes: whatever nothing else answers is an address of the console, if a person opens it. Files are not counted: a
 * page has two dozen of them, and an office behind one address opens many pages.
 */
@Controller()
@SkipThrottle({ default: true, email: true })
export class ConsolePageController {
  constructor(@Inject(CONFIG) private readonly config: Config) {}

  @Get('assets/:name')
  @Access('anonymous')
  asset(@Param('name') name: string, @Res() response: Response): Promise<void> {
    return sendAsset(this.#dist(), name, response)
  }

  @Get()
  @Access('anonymous')
  async home(@Res() response: Response): Promise<void> {
    if (this.config.consoleDist === undefined) response.type(HTML).send(homePage())
    else await this.#sendPage(response)
  }

  @Get('*path')
  @Access('anonymous')
  async page(@Req() request: Request, @Res() response: Response): Promise<void> {
    const dist = this.#dist()
    const name = request.path.slice(1)
    // By name, from a list: no path of a request ever reaches the file system.
    if ((await listFiles(dist)).includes(name)) return sendFile(response, dist, name)
    const { path } = request
    const { accept } = request.headers
    if (!isNavigation({ path, accept, destination: request.get('sec-fetch-dest') })) {
      throw fault('not_found', 'neither a route nor a navigation')
    }
    await this.#sendPage(response)
  }

  async #sendPage(response: Response): Promise<void> {
    const html = await readFile(join(this.#dist(), 'index.html'), 'utf8')
    const nonce = randomBytes(16).toString('base64url')
    response.set({
      'Content-Type': HTML,
      'Content-Security-Policy': consolePolicy(nonce),
      // Link in a window of its own reports to the page that opened it.
      'Cross-Origin-Opener-Policy': 'same-origin-allow-popups',
      'Permissions-Policy': 'camera=(), microphone=(), geolocation=(), payment=(), usb=()',
      'Cache-Control': 'no-store',
    })
    const example = escapeAttribute(this.config.exampleAppUrl ?? '')
    response.send(html.replaceAll(CONSOLE_NONCE, nonce).replace(CONSOLE_EXAMPLE_APP, () => example))
  }

  #dist(): string {
    if (this.config.consoleDist === undefined) throw fault('not_found', 'CONSOLE_DIST is not set')
    return this.config.consoleDist
  }
}

const escapeAttribute = (text: string): string => text.replace(/[&"'<>]/g, (sign) => `&#${sign.codePointAt(0)};`)

/** The files beside the page, such as its icon. */
const listFiles = async (dist: string): Promise<string[]> => {
  const entries = await readdir(dist, { withFileTypes: true })
  return entries
    .filter((entry) => entry.isFile() && !entry.name.startsWith('.') && entry.name !== 'index.html')
    .map(({ name }) => name)
}

const sendFile = (response: Response, dist: string, name: string): Promise<void> =>
  new Promise((done, fail) =>
    response.sendFile(name, { root: resolve(dist), maxAge: HOUR_MS }, (cause: unknown) => {
      if (!cause || response.headersSent) done()
      else fail(fault('not_found', 'no such file of the console', { cause }))
    }),
  )
