import { once } from 'node:events'
import { connect } from 'node:net'
import { startControlPlane } from './testing/harness.testing.js'

const BODY = JSON.stringify({ email: 'late@example.com', password: 'a good password' })

describe('close', () => {
  it('answers the request that is under way, takes no new one, and ends', async () => {
    const controlPlane = await startControlPlane()
    const { port } = controlPlane.server
    const socket = connect(port, '127.0.0.1')
    const head = ['POST /v1/auth/register HTTP/1.1', 'Host: x', 'Content-Type: application/json']
    socket.write([...head, `Content-Length: ${BODY.length}`, '', BODY.slice(0, 10)].join('\r\n'))
    const answer = new Promise<string>((resolve) => {
      let text = ''
      socket.on('data', (bytes) => (text += bytes.toString())).on('close', () => resolve(text))
    })
    // By the time this one is answered, the first one has arrived: the loopback keeps the order.
    await controlPlane.ask('GET', '/healthz')
    const closed = controlPlane.close()
    await expect(fetch(`http://127.0.0.1:${port}/healthz`)).rejects.toThrow()
    socket.write(BODY.slice(10))
    expect(await answer).toMatch(/^HTTP\/1\.1 201 /)
    await closed
    expect(controlPlane.database.isInitialized).toBe(false)
  })

  // Cut after ten seconds, like everything else, if it were waited for.
  it('waits for no connection that never said a word', async () => {
    const controlPlane = await startControlPlane()
    const socket = connect(controlPlane.server.port, '127.0.0.1')
    await once(socket, 'connect')
    const closed = once(socket, 'close')
    await controlPlane.ask('GET', '/healthz')
    await controlPlane.close()
    await closed
  }, 9_000)
})
