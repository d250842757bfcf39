import { once } from 'node:events'
import { createServer, type AddressInfo } from 'node:net'
import { openImpatient } from './connect.redis.js'

const HOUR_SECONDS = 3600

/** Speaks as much of Redis as a connection needs: it loads its file at the first question, and is done with it at the next. */
const loadingRedis = async () => {
  let questions = 0
  const server = createServer((socket) => {
    socket.on('error', () => undefined)
    socket.on('data', (data) => {
      for (const [, name] of data.toString().matchAll(/\*\d+\r\n\$\d+\r\n(\w+)/g)) {
        if (name?.toLowerCase() !== 'info') socket.write('+OK\r\n')
        else {
          const isLoading = questions++ === 0
          const info = `loading:${isLoading ? 1 : 0}\r\nloading_eta_seconds:${HOUR_SECONDS}\r\n`
          socket.write(`$${info.length}\r\n${info}\r\n`)
        }
      }
    })
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  return { url: `redis://127.0.0.1:${(server.address() as AddressInfo).port}`, close: () => server.close() }
}

it('does not believe a Redis that expects to load its file for an hour, and asks again', async () => {
  const loading = await loadingRedis()
  const redis = openImpatient({ url: loading.url, isCluster: false }, 500, () => undefined)
  const ready = once(redis, 'ready')
  void redis.connect()
  await ready
  redis.disconnect()
  loading.close()
})
