import { join } from 'node:path'
import { Controller, Get, Header, Inject, Param, Res } from '@nestjs/common'
import { fault } from '@1relay/faults'
import type { Response } from 'express'
import { Access, Unwrapped } from '../edge/index.js'
import { apiReferencePage, REFERENCE_CSP, referenceStartScript } from './index.js'

const HTML = 'text/html; charset=utf-8'
// By name, so that no path of a request ever reaches the file system.
const files = new Set(['swagger-ui.css', 'swagger-ui-bundle.js'])

/** Injection token of the folder with the built files of Swagger UI. */
export const SWAGGER_UI_FOLDER = Symbol('swagger ui folder')

@Controller()
export class DocsController {
  constructor(@Inject(SWAGGER_UI_FOLDER) private readonly folder: string) {}

  @Get('docs/api')
  @Access('anonymous')
  @Unwrapped()
  @Header('Content-Type', HTML)
  @Header('Content-Security-Policy', REFERENCE_CSP)
  reference(): string {
    return apiReferencePage()
  }

  @Get('docs/api/start.js')
  @Access('anonymous')
  @Unwrapped()
  @Header('Content-Type', 'text/javascript; charset=utf-8')
  start(): string {
    return referenceStartScript()
  }

  @Get('docs/api/:file')
  @Access('anonymous')
  file(@Param('file') file: string, @Res() response: Response): Promise<void> {
    if (!files.has(file)) throw fault('not_found', 'no such file of the reference')
    return new Promise((resolve, reject) => {
      response.sendFile(join(this.folder, file), { maxAge: '1h' }, (error?: Error) =>
        error ? reject(error) : resolve(),
      )
    })
  }
}
