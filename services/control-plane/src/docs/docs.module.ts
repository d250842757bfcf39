import { Module } from '@nestjs/common'
import swaggerUiFolder from 'swagger-ui-dist/absolute-path.js'
import { DocsController, SWAGGER_UI_FOLDER } from './docs.controller.js'

@Module({
  controllers: [DocsController],
  providers: [{ provide: SWAGGER_UI_FOLDER, useFactory: swaggerUiFolder }],
})
export class DocsModule {}
