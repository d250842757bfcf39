import { Module } from '@nestjs/common'
import { ColdGrantsController } from './cold-grants.controller.js'

@Module({ controllers: [ColdGrantsController] })
export class InternalApiModule {}
