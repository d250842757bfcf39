import type { Duplex } from 'node:stream'

const LINGER_MS = 1000

/**
 * Ends a connection, with last words if there are any. What was written still reaches the other side, which has a second to close its own: a FIN
 * that is waited for need never come.
 */
export const hangUp = (socket: Duplex, lastWords?: string): void => {
  socket.end(lastWords)
  // Behind bytes that nobody reads, the other side's end would not be seen.
  socket.resume()
  goInASecond(socket)
}

/** Closes a connection in a second, if it has not been closed by then. */
export const goInASecond = (socket: Duplex): void => {
  if (socket.destroyed) return
  const timer = setTimeout(() => socket.destroy(), LINGER_MS).unref()
  // The timer would keep the handshake, and with it the token, longer than the connection lives.
  socket.once('close', () => clearTimeout(timer))
}
