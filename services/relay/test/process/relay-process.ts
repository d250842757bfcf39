import { fork, type ChildProcess } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { once } from 'node:events'
import { readFile } from 'node:fs/promises'
import { createServer, type AddressInfo } from 'node:net'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'

const folder = __dirname
const preload = (name: string): string => pathToFileURL(join(folder, name)).href

/** A port that was free a moment ago. */
export const freePort = async (): Promise<number> => {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  await new Promise((resolve) => server.close(resolve))
  return port
}

/** A relay in a process of its own: main.ts as it is, whose memory and whose last words can be looked at. */
export class RelayProcess {
  /** Everything it wrote to standard output and standard error. */
  output = ''

  private constructor(
    readonly child: ChildProcess,
    readonly origin: string,
    private readonly control: string,
  ) {
    for (const stream of [child.stdout, child.stderr])
      stream?.on('data', (chunk: Buffer) => (this.output += String(chunk)))
  }

  /** Starts one and waits until it is healthy. */
  static async start(env: Readonly<Record<string, string>>, flags: readonly string[] = []): Promise<RelayProcess> {
    const port = await freePort()
    const control = randomUUID()
    const child = fork(join(folder, '../../src/main.ts'), {
      execArgv: [
        '--no-warnings',
        '--experimental-transform-types',
        '--conditions=@1relay/source',
        `--import=${preload('sources.mjs')}`,
        '--expose-gc',
        // V8 cuts strings off at 1,024 characters: a request's head is longer.
        '--heap-snapshot-string-limit=100000000',
        `--import=${preload('probe.mjs')}`,
        ...flags,
      ],
      env: { PATH: process.env['PATH'], ...env, PORT: String(port), HEAP_CONTROL: control },
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    })
    const relay = new RelayProcess(child, `http://127.0.0.1:${port}`, control)
    await relay.isHealthy()
    return relay
  }

  /** The text of a heap snapshot after forced collections: every string that is alive stands in it. */
  async heap(file: string): Promise<string> {
    const text = await this.written({ snapshotTo: file }, file)
    if (!text.includes(this.control)) throw new Error('the snapshot does not show what is certainly in the heap')
    return text
  }

  /** The text of a diagnostic report, as operators have them written. */
  report(file: string): Promise<string> {
    return this.written({ reportTo: file }, file)
  }

  /** Throws an error inside, where nobody catches it. */
  crash(message: string, properties: Readonly<Record<string, unknown>>): void {
    this.child.send({ throws: { message, properties } })
  }

  private async written(order: Readonly<Record<string, string>>, file: string): Promise<string> {
    const written = once(this.child, 'message')
    this.child.send(order)
    await written
    return readFile(file, 'latin1')
  }

  /** Resolves when the process has ended. */
  async ended(): Promise<void> {
    if (this.child.exitCode === null && this.child.signalCode === null) await once(this.child, 'exit')
  }

  async stop(): Promise<void> {
    this.child.kill('SIGTERM')
    await this.ended()
  }

  private async isHealthy(): Promise<void> {
    const until = Date.now() + 30_000
    for (;;) {
      if (this.child.exitCode !== null || Date.now() > until) throw new Error(`it does not come up:\n${this.output}`)
      const answer = await fetch(`${this.origin}/healthz`).catch(() => undefined)
      await answer?.text()
      if (answer?.ok === true) return
      await new Promise((resolve) => setTimeout(resolve, 50))
    }
  }
}
