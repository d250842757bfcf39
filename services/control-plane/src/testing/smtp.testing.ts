import { createServer, type AddressInfo, type Socket } from 'node:net'

/** A mail server that keeps what it is given. */
export interface TestMailServer {
  readonly url: string
  /** Whole messages as they came over the wire, with their envelopes. */
  readonly taken: { from: string; to: string[]; message: string }[]
  /** What it answers to the end of a message; 250 takes it. */
  verdict: string
  close(): Promise<void>
}

/** Just enough of RFC 5321 for one client of ours. */
export const startMailServer = async (): Promise<TestMailServer> => {
  const sockets = new Set<Socket>()
  const server = createServer((socket) => {
    sockets.add(socket)
    socket.on('close', () => sockets.delete(socket)).on('error', () => socket.destroy())
    socket.write('220 test ESMTP\r\n')
    converse(socket)
  })
  const converse = (socket: Socket): void => {
    let [buffered, from, isMessage] = ['', '', false]
    let to: string[] = []
    const hear = (line: string): string => {
      if (/^MAIL FROM:/i.test(line)) from = line.slice(10)
      else if (/^RCPT TO:/i.test(line)) to.push(line.slice(8))
      else if (/^DATA$/i.test(line)) isMessage = true
      return isMessage ? '354 go on' : '250 ok'
    }
    const end = (message: string): string => {
      isMessage = false
      if (taking.verdict.startsWith('250')) taking.taken.push({ from, to, message })
      to = []
      return taking.verdict
    }
    socket.on('data', (bytes) => {
      buffered += bytes.toString('utf8')
      for (;;) {
        const stop = isMessage ? '\r\n.\r\n' : '\r\n'
        const at = buffered.indexOf(stop)
        if (at < 0) return
        const part = buffered.slice(0, at)
        buffered = buffered.slice(at + stop.length)
        socket.write(`${isMessage ? end(part) : hear(part)}\r\n`)
      }
    })
  }
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const taking: TestMailServer = {
    url: `smtp://127.0.0.1:${(server.address() as AddressInfo).port}`,
    taken: [],
    verdict: '250 taken',
    close: () => {
      for (const socket of sockets) socket.destroy()
      return new Promise((resolve) => server.close(() => resolve()))
    },
  }
  return taking
}
