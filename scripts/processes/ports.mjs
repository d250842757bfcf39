// Ports of the machine: which are free, who answers.
import { createServer, connect } from 'node:net'
import { Problem } from './terminal.mjs'

const listen = (port, host) =>
  new Promise((resolve, reject) => {
    const server = createServer()
    server.once('error', reject)
    server.listen({ port, host, exclusive: true }, () => {
      const { port: bound } = server.address()
      server.close(() => resolve(bound))
    })
  })

/** A free port on the loopback address. */
export const freePort = (host = '127.0.0.1') => listen(0, host)

/** The port itself when it is free (0: any); otherwise a Problem that names the variable to change. */
export const claimPort = async (port, host, variable) => {
  try {
    return await listen(port, host)
  } catch (error) {
    if (error.code === 'EADDRINUSE')
      throw new Problem(
        `Port ${port} is in use by another program. Stop that one, or choose another port: ${variable}=${port + 100} npm start`,
      )
    if (error.code === 'EACCES')
      throw new Problem(`Port ${port} needs more rights. Choose one above 1024: ${variable}=4000`)
    throw new Problem(
      `Cannot listen on ${host}:${port} (${error.code}). Set HOST and ${variable} to something this machine has.`,
    )
  }
}

/** Whether something accepts connections there. */
export const isOpen = (port, host = '127.0.0.1') =>
  new Promise((resolve) => {
    const socket = connect({ port, host, timeout: 1000 })
    const end = (open) => {
      socket.destroy()
      resolve(open)
    }
    socket
      .once('connect', () => end(true))
      .once('error', () => end(false))
      .once('timeout', () => end(false))
  })
