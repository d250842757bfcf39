import { createServer, connect, type AddressInfo, type Socket } from 'node:net'

/** A door in front of an engine that a test can close. */
export interface Switch {
  /** The engine's URL, through the door. */
  readonly url: string
  /** Cuts every connection and refuses new ones. */
  cut(): void
  /** Takes connections but passes nothing on: an engine that hangs. */
  hang(): void
  restore(): void
  close(): Promise<void>
}

type State = 'open' | 'cut' | 'hanging'

/** Opens a door to the engine of `target`. */
export const startSwitch = async (target: string): Promise<Switch> => {
  const { hostname, port } = new URL(target)
  const sockets = new Set<Socket>()
  let state: State = 'open'
  const track = (socket: Socket): Socket => {
    sockets.add(socket)
    return socket.on('error', () => socket.destroy()).on('close', () => sockets.delete(socket))
  }
  const server = createServer((inner) => {
    track(inner)
    if (state === 'cut') return void inner.destroy()
    if (state === 'hanging') return
    const outer = track(connect(Number(port), hostname))
    inner.on('data', (bytes) => state === 'open' && outer.write(bytes)).on('close', () => outer.destroy())
    outer.on('data', (bytes) => state === 'open' && inner.write(bytes)).on('close', () => inner.destroy())
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const url = new URL(target)
  url.hostname = '127.0.0.1'
  url.port = String((server.address() as AddressInfo).port)
  const change = (next: State, drops: boolean): void => {
    state = next
    if (drops) for (const socket of sockets) socket.destroy()
  }
  return {
    url: url.href,
    cut: () => change('cut', true),
    hang: () => change('hanging', false),
    restore: () => change('open', true),
    close: () => {
      change('cut', true)
      return new Promise((resolve) => server.close(() => resolve()))
    },
  }
}
