import { Module } from '@nestjs/common'
import type { Redis } from 'ioredis'
import { DataSource } from 'typeorm'
import { REDIS } from '../redis/index.js'
import { Health } from './health.service.js'
import { MetaController } from './meta.controller.js'

const health = {
  provide: Health,
  inject: [DataSource, REDIS],
  useFactory: (database: DataSource, redis: Redis) =>
    new Health([
      { name: 'PostgreSQL', ask: () => database.query('SELECT 1') },
      { name: 'Redis', ask: () => redis.ping() },
    ]),
}

@Module({ controllers: [MetaController], providers: [health], exports: [health] })
export class MetaModule {}
