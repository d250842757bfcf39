import { join } from 'node:path'
import { startRedisCluster, type StartedCluster } from '../../../../scripts/engines/redis.mjs'

/** A Redis Cluster of its own: three nodes, each with a third of all keys, that remember nothing when they are killed. */
export class RedisCluster {
  private cluster: StartedCluster | undefined

  constructor(private readonly folder: string) {}

  get url(): string {
    if (this.cluster === undefined) throw new Error('the cluster was never started')
    return this.cluster.url
  }

  async start(): Promise<void> {
    const place = { folder: join(this.folder, 'redis'), log: join(this.folder, 'redis.log'), password: 'of-the-fleet' }
    this.cluster = await startRedisCluster({ ...place, ports: this.cluster?.ports })
  }

  async kill(): Promise<void> {
    await Promise.all((this.cluster?.children ?? []).map((node) => node.stop()))
  }
}
