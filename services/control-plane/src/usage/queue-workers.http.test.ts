import { setTimeout as delay } from 'node:timers/promises'
import { USAGE_QUEUE } from '@1relay/contracts'
import { Queue } from 'bullmq'
import { startControlPlane } from '../testing/harness.testing.js'
import { makeEvent } from '../testing/usage.testing.js'

it('leaves the queues to other processes of the same image where it has no workers', async () => {
  const http = await startControlPlane({ config: { queueWorkers: false } })
  const connection = { url: http.redisUrl }
  const queues = [new Queue(USAGE_QUEUE, { connection }), new Queue('housekeeping', { connection })] as const
  const [usage, housekeeping] = queues
  const states = async () => [await usage.count(), await housekeeping.getJobSchedulersCount()]
  const closing = [http]
  try {
    await usage.add('usage', { events: [makeEvent()] })
    // It has had time to take it, had it wanted to.
    for (let i = 0; i < 5; i++) expect((await http.ask('GET', '/healthz')).status).toBe(200)
    await delay(300)
    expect(await states()).toEqual([1, 0])

    const config = { redis: { url: http.redisUrl, isCluster: false }, databaseUrl: http.databaseUrl }
    closing.unshift(await startControlPlane({ config }))
    while (String(await states()) !== '0,1') await delay(20)
  } finally {
    await Promise.all(queues.map((queue) => queue.close()))
    for (const controlPlane of closing) await controlPlane.close()
  }
})
