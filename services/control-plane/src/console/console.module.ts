import { Module } from '@nestjs/common'
import { ConsolePageController } from './console-page.controller.js'

/** Has to be the last module: its route takes every path. */
@Module({ controllers: [ConsolePageController] })
export class ConsoleModule {}
