import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { until } from './eventually.js'

const services = join(__dirname, '../../..')

export interface ServiceOptions {
  /** Folder of the service under `services/`, which must be built. */
  readonly service: 'relay' | 'control-plane'
  readonly port: number
  readonly env: Readonly<Record<string, string>>
}

/** A service of ours as a process of its own, that can be killed and started again. */
export class ServiceProcess {
  readonly origin: string
  private child: ChildProcess | undefined

  constructor(private readonly options: ServiceOptions) {
    this.origin = `http://127.0.0.1:${options.port}`
  }

  /** Resolves when it says that it is well. */
  async start(): Promise<void> {
    const { service, port, env } = this.options
    const child = spawn(process.execPath, [join(services, service, 'dist/main.js')], {
      stdio: ['ignore', 'ignore', 'inherit'],
      env: { PATH: process.env['PATH'], HOST: '127.0.0.1', PORT: String(port), LOG_LEVEL: 'fatal', ...env },
    })
    this.child = child
    await until(`${service} is well`, () => {
      if (child.exitCode !== null) throw new Error(`${service} ended with code ${child.exitCode}`)
      return this.isWell()
    })
  }

  async isWell(): Promise<boolean> {
    try {
      const answer = await fetch(`${this.origin}/healthz`)
      await answer.body?.cancel()
      return answer.status === 200
    } catch {
      return false
    }
  }

  /** kill -9. */
  kill(): Promise<number | null> {
    return this.end('SIGKILL')
  }

  /** Asks it to end, and resolves to its exit code when it has. */
  stop(): Promise<number | null> {
    return this.end('SIGTERM')
  }

  private async end(signal: NodeJS.Signals): Promise<number | null> {
    const { child } = this
    if (child === undefined) return null
    if (child.exitCode === null && child.signalCode === null) {
      child.kill(signal)
      await once(child, 'exit')
    }
    return child.exitCode
  }
}
