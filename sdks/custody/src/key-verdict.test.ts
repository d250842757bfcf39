import { verdictOf } from './key-verdict.js'

const answer = (status: number, refusal?: string) => ({ status, refusal })

describe('what an answer says about a key', () => {
  it('counts as a refusal only when the provider itself says no', () => {
    expect(verdictOf(answer(401, 'invalid_token'))).toBe('unclear')
    expect(verdictOf(answer(403, 'path_not_allowed'))).toBe('unclear')
    expect(verdictOf(answer(401))).toBe('refused')
    expect(verdictOf(answer(403))).toBe('refused')
  })

  it.each([
    ['nothing answered', undefined],
    ['the relay did not reach the provider', answer(502, 'upstream_unreachable')],
    ['the provider is out of order', answer(503)],
  ])('blames no key when %s', (_, given) => {
    expect(verdictOf(given)).toBe('unreachable')
  })

  it('knows a key that is out of credit or called too often', () => {
    expect(verdictOf(answer(402))).toBe('limited')
    expect(verdictOf(answer(429))).toBe('limited')
  })

  it('leaves open what neither yes nor no says', () => {
    expect(verdictOf(answer(404))).toBe('unclear')
    expect(verdictOf(answer(200))).toBe('works')
  })
})
