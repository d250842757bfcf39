// One client connection that sends ready-made requests and reads just enough of the answers: status, first body byte, end.
import { connect } from 'node:net'

const STAMP = /t_(\d+)_/g

export const nowUs = () => Number(process.hrtime.bigint() / 1000n)

/**
 * `{ send(bytes, observer), destroy() }`; one request at a time. Observer: `end(status)` once, 0 when the connection broke;
 * optionally `first()` at the first body byte and `delay(us)` for each time stamp that the upstream wrote.
 */
export const openConnection = (port) => {
  const socket = connect({ port, host: '127.0.0.1', noDelay: true })
  let observer
  let text = ''
  let head
  const finish = (status) => {
    const ended = observer
    observer = undefined
    text = ''
    head = undefined
    ended?.end(status)
  }
  const readHead = () => {
    const end = text.indexOf('\r\n\r\n')
    if (end < 0) return false
    const length = /\r\ncontent-length: *(\d+)/i.exec(text.slice(0, end))
    head = { status: Number(text.slice(9, 12)), left: length ? Number(length[1]) : undefined }
    text = text.slice(end + 4)
    return true
  }
  const readBody = (bytes) => {
    if (bytes.length > 0 && !head.hasBegun) {
      head.hasBegun = true
      observer.first?.()
    }
    if (observer.delay) for (const [, at] of bytes.matchAll(STAMP)) observer.delay(nowUs() - Number(at))
    if (head.left !== undefined) {
      head.left -= bytes.length
      if (head.left <= 0) finish(head.status)
      return
    }
    head.tail = ((head.tail ?? '') + bytes).slice(-7)
    if (head.tail.endsWith('0\r\n\r\n')) finish(head.status)
  }
  socket.on('data', (chunk) => {
    if (!observer) return
    if (head) return readBody(chunk.latin1Slice())
    text += chunk.latin1Slice()
    if (readHead()) readBody(text)
  })
  socket.on('error', () => finish(0))
  socket.on('close', () => finish(0))
  const connection = {
    isOpen: () => !socket.destroyed,
    send: (bytes, next) => {
      observer = next
      if (socket.destroyed) return finish(0)
      socket.write(bytes)
    },
    destroy: () => socket.destroy(),
  }
  return connection
}
