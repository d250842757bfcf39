import { Body, Controller, Delete, Get, Inject, Param, Put, Res } from '@nestjs/common'
import type { Response } from 'express'
import { Access, Caller, type Principal, Throttle } from '../edge/index.js'
import { keyOf, presentApp } from './apps.controller.js'
import { Apps } from './apps.service.js'
import { Logos } from './logos.service.js'

const YEAR_SECONDS = 31_536_000
const uploadLimits = { default: { limit: 20, ttl: 60_000 } }

@Controller()
export class LogosController {
  constructor(
    @Inject(Logos) private readonly logos: Logos,
    @Inject(Apps) private readonly apps: Apps,
  ) {}

  @Put('v1/apps/:clientId/logo')
  @Access('account')
  @Throttle(uploadLimits)
  async set(
    @Caller() caller: Principal,
    @Param('clientId') clientId: string,
    @Body() { image }: { image: string },
  ): Promise<unknown> {
    const key = keyOf(caller, clientId)
    await this.logos.set(key, image)
    return { app: presentApp(await this.apps.get(key)) }
  }

  @Delete('v1/apps/:clientId/logo')
  @Access('account')
  async remove(@Caller() caller: Principal, @Param('clientId') clientId: string): Promise<unknown> {
    const key = keyOf(caller, clientId)
    await this.logos.remove(key)
    return { app: presentApp(await this.apps.get(key)) }
  }

  @Get('link/logos/:name')
  @Access('anonymous')
  async show(@Param('name') name: string, @Res() response: Response): Promise<void> {
    const { mediaType, image } = await this.logos.get(name)
    response.set({
      // Whatever the bytes are besides, nothing but an image may come of them.
      'Content-Type': mediaType,
      'Content-Security-Policy': "default-src 'none'; sandbox",
      'Cross-Origin-Resource-Policy': 'cross-origin',
      'Cache-Control': `public, max-age=${YEAR_SECONDS}, immutable`,
    })
    response.end(image)
  }
}
