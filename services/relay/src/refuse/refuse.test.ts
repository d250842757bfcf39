import { clientErrorAnswer } from './index.js'

describe('clientErrorAnswer', () => {
  it.each([
    ['HPE_HEADER_OVERFLOW', '431', 'headers_too_large'],
    ['HPE_INVALID_TRANSFER_ENCODING', '400', 'ambiguous_request'],
    ['HPE_UNEXPECTED_CONTENT_LENGTH', '400', 'ambiguous_request'],
    ['HPE_INVALID_METHOD', '400', 'invalid_request'],
    [undefined, '400', 'invalid_request'],
  ])('answers %s with %s %s and closes', (parserCode, status, code) => {
    const answer = clientErrorAnswer(parserCode, 'r')
    const [head = '', body = ''] = answer.split('\r\n\r\n')
    expect(head).toContain(`HTTP/1.1 ${status} `)
    expect(head).toContain('connection: close')
    expect(head).toContain(`content-length: ${body.length}`)
    expect(JSON.parse(body)).toMatchObject({ success: false, error: { code, requestId: 'r' } })
  })
})
