import fc from 'fast-check'
import { readTokenAnswer } from './token-answer.js'

describe('readTokenAnswer', () => {
  it('reads anything at all without throwing, wipes it, and gives only what a header can carry', () => {
    const token = fc.string({ unit: fc.constantFrom('a', '/', '\\', '"', ' ', '\n', 'é', '=', '.') })
    const near = fc.tuple(token, fc.json()).map(([text, rest]) => `{"access_token":"${text}","x":${rest}}`)
    const anything = fc.oneof(near, fc.json(), fc.string({ unit: 'binary' }))
    fc.assert(
      fc.property(anything, fc.constantFrom(200, 200, 400), (text, status) => {
        const body = Buffer.from(text)
        const answer = readTokenAnswer(status, body)
        expect(body.every((byte) => byte === 0)).toBe(true)
        if (answer.ok) expect(answer.token.toString('latin1')).toMatch(/^[\x21-\x5b\x5d-\x7e]+$/)
      }),
      { numRuns: 500 },
    )
  })
})
