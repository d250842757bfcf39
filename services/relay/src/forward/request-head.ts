import type { ForwardRequest } from './forward.port.js'

const TOKEN = /^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/
// What cannot be a header value or a request target: it would end the line and begin another one.
const UNSAFE_VALUE = /[^\t\x20-\x7e\x80-\xff]/
const UNSAFE_TARGET = /[^\x21-\x7e]/

/** A head as Latin-1 text, in two parts: the request's secret goes between them. */
export interface RequestHead {
  readonly before: string
  readonly after: string
}

/** The head of a request; undefined if something in it could be read as more than one line. */
export const requestHead = (request: ForwardRequest, host: string): RequestHead | undefined => {
  const { method, target, secret } = request
  const fields = fieldsOf(request, host)
  if (fields === undefined || !TOKEN.test(method) || UNSAFE_TARGET.test(target)) return undefined
  const start = `${method} ${target}`
  if (secret === undefined) return { before: `${start}${fields}\r\n`, after: '' }
  switch (secret.in) {
    case 'header':
      return UNSAFE_VALUE.test(secret.before) ? undefined : { before: `${start}${fields}${secret.before}`, after: END }
    case 'query': {
      const before = `${start}${target.includes('?') ? '&' : '?'}${secret.before}`
      return UNSAFE_TARGET.test(secret.before) ? undefined : { before, after: `${fields}\r\n` }
    }
    case 'body':
      return { before: `${start}${fields}\r\n`, after: '' }
  }
}

const END = '\r\n\r\n'

const fieldsOf = (request: ForwardRequest, host: string): string | undefined => {
  const { headers, upgrade, body, bodyLength } = request
  let head = ` HTTP/1.1\r\nhost: ${host}\r\n`
  head += upgrade === undefined ? 'connection: keep-alive\r\n' : `connection: upgrade\r\nupgrade: ${upgrade}\r\n`
  for (let i = 0; i + 1 < headers.length; i += 2) {
    const name = headers[i] as string
    const value = headers[i + 1] as string
    if (!TOKEN.test(name) || UNSAFE_VALUE.test(value)) return undefined
    head += `${name}: ${value}\r\n`
  }
  if (body !== null && !Buffer.isBuffer(body) && bodyLength === null) head += 'transfer-encoding: chunked\r\n'
  return head
}
