import { Module } from '@nestjs/common'
import { ping, type RedisClient } from '@1relay/redis'
import { DataSource } from 'typeorm'
import { REDIS } from '../redis/index.js'
import { Health } from './health.service.js'
import { MetaController } from './meta.controller.js'

const health = {
  provide: Health,
  inject: [DataSource, REDIS],
  useFactory: (database: DataSource, redis: RedisClient) =>
    new Health([
      { name: 'PostgreSQL', ask: () => database.query('SELECT 1') },
      { name: 'Redis', ask: () => ping(redis) },
    ]),
}

@Module({ controllers: [MetaController], providers: [health], exports: [health] })
export class MetaModule {}
