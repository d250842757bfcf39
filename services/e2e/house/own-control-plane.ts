import { type ChildProcess, fork } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { once } from 'node:events'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { until } from './fleet/eventually.js'
import { freePort } from './fleet/port.js'
import { house, serverSecrets } from './house.js'

const services = join(__dirname, '../..')

/** A further control plane of the house, as it is built, whose memory can be looked at. */
export interface OwnControlPlane {
  readonly origin: string
  /** The text of a heap snapshot after forced collections: every string that is alive stands in it. */
  heap(): Promise<string>
  stop(): Promise<void>
}

const startProcess = (port: number, folder: string, control: string): ChildProcess =>
  fork(join(services, 'control-plane/dist/main.js'), {
    execArgv: [
      '--expose-gc',
      // V8 cuts strings off at 1,024 characters: a body is longer.
      '--heap-snapshot-string-limit=100000000',
      `--import=${pathToFileURL(join(services, 'relay/test/process/probe.mjs')).href}`,
    ],
    env: {
      PATH: process.env['PATH'],
      HOST: '127.0.0.1',
      PORT: String(port),
      DATABASE_URL: house().databaseUrl,
      REDIS_URL: house().redisUrl,
      // The same as the house's, with which it shares its counts.
      THROTTLE_SCALE: '1000',
      PUBLIC_ORIGIN: house().origin,
      INTERNAL_SECRET: serverSecrets().internalSecret,
      AUDIT_KEY: String(serverSecrets()['auditKey']),
      DATA_DIR: folder,
      MIGRATE: 'false',
      LOG_LEVEL: 'fatal',
      HEAP_CONTROL: control,
    },
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  })

export const startOwnControlPlane = async (): Promise<OwnControlPlane> => {
  const folder = mkdtempSync(join(tmpdir(), '1relay-own-control-plane-'))
  const [port, control] = [await freePort(), randomUUID()]
  const origin = `http://127.0.0.1:${port}`
  const child = startProcess(port, folder, control)
  await until('the control plane is well', async () => {
    if (child.exitCode !== null) throw new Error(`the control plane ended with code ${child.exitCode}`)
    const answer = await fetch(`${origin}/healthz`).catch(() => undefined)
    await answer?.body?.cancel()
    return answer?.status === 200
  })
  return {
    origin,
    heap: async () => {
      const file = join(folder, 'heap')
      const written = once(child, 'message')
      child.send({ snapshotTo: file })
      await written
      const text = readFileSync(file, 'latin1')
      if (!text.includes(control)) throw new Error('the snapshot does not show what is certainly in the heap')
      return text
    },
    stop: async () => {
      child.kill('SIGTERM')
      if (child.exitCode === null) await once(child, 'exit')
      rmSync(folder, { recursive: true, force: true })
    },
  }
}
