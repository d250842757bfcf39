import type { ForwardRequest } from './forward.port.js'

const TOKEN = /^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/
// What cannot be a header value or a request target: it would end the line and begin another one.
const UNSAFE_VALUE = /[^\t\x20-\x7e\x80-\xff]/
const UNSAFE_TARGET = /[^\x21-\x7e]/

/**
 * The head of a request as Latin-1 text, up to where its secret header's value goes or, without one, to the end of the fields; undefined
 * if something in it could be read as more than one line.
 */
export const requestHead = (request: ForwardRequest, host: string): string | undefined => {
  const { method, target, headers, upgrade, secret, body, bodyLength } = request
  if (!TOKEN.test(method) || UNSAFE_TARGET.test(target)) return undefined
  let head = `${method} ${target} HTTP/1.1\r\nhost: ${host}\r\n`
  head += upgrade === undefined ? 'connection: keep-alive\r\n' : `connection: upgrade\r\nupgrade: ${upgrade}\r\n`
  for (let i = 0; i + 1 < headers.length; i += 2) {
    const name = headers[i] as string
    const value = headers[i + 1] as string
    if (!TOKEN.test(name) || UNSAFE_VALUE.test(value)) return undefined
    head += `${name}: ${value}\r\n`
  }
  if (body !== null && !Buffer.isBuffer(body) && bodyLength === null) head += 'transfer-encoding: chunked\r\n'
  if (secret !== undefined && UNSAFE_VALUE.test(secret.before)) return undefined
  return secret === undefined ? head : `${head}${secret.before}`
}
