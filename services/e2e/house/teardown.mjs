import { once } from 'node:events'
import { rmSync } from 'node:fs'

export default async function stopHouse() {
  const { start, redis, folder } = globalThis.__house
  if (start.exitCode === null) {
    start.kill('SIGTERM')
    await once(start, 'exit')
  }
  redis.kill('SIGTERM')
  rmSync(folder, { recursive: true, force: true })
}
