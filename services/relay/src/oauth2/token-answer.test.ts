import { readTokenAnswer } from './token-answer.js'

const read = (body: string, status = 200) => {
  const bytes = Buffer.from(body)
  const answer = readTokenAnswer(status, bytes)
  return { ...answer, ...(answer.ok && { token: answer.token.toString() }), isWiped: bytes.every((byte) => byte === 0) }
}
const refused = (problem: string) => ({ ok: false, code: 'upstream_authorization_failed', problem, isWiped: true })

describe('readTokenAnswer', () => {
  it.each([
    ['nothing', ''],
    ['no JSON', 'access_token=abc'],
    ['no token', '{"token_type":"bearer"}'],
    ['an empty token', '{"access_token":""}'],
    ['a token that is a number', '{"access_token":12}'],
    ['two tokens', '{"access_token":"abc","access_token":"def"}'],
    ['a token with a line break', '{"access_token":"abc\\r\\nx-evil: 1"}'],
    ['a token with a blank', '{"access_token":"abc def"}'],
    ['a token that is not ASCII', '{"access_token":"äbc"}'],
    ['an endless token', `{"access_token":"${'a'.repeat(9000)}"}`],
    ['a token that does not end', '{"access_token":"abc'],
  ])('takes no token out of %s', (_, body) => {
    expect(read(body)).toEqual(refused('the token endpoint’s answer has no access token that can be used'))
  })

  it.each([
    ['in a nested object', '{"data":{"access_token":"abc"}}'],
    ['in what is no JSON', '{"access_token":"abc"'],
    ['in a list', '["access_token","access_tokens"]'],
  ])('takes no token %s', (_, body) => {
    expect(read(body).ok).toBe(false)
  })

  it('takes no token that is not a bearer', () => {
    expect(read('{"access_token":"abc","token_type":"DPoP"}')).toEqual(
      refused('the token endpoint gave a token that is no bearer'),
    )
  })

  it('names the error of a refusal if the standard has it, and nothing else that the endpoint says', () => {
    expect(read('{"error":"invalid_client","error_description":"secret sk-1"}', 401)).toEqual(
      refused('the token endpoint answered 401 (invalid_client)'),
    )
    expect(read('{"error":"sk-1 is wrong"}', 400)).toEqual(refused('the token endpoint answered 400'))
    expect(read('{"access_token":"abc"}', 302)).toEqual(refused('the token endpoint answered 302'))
  })

  it.each([
    ['{"access_token":"a.b-c_d~e+f/g==","token_type":"Bearer","expires_in":60}', 'a.b-c_d~e+f/g==', 60_000],
    ['{ "expires_in" : "120" , "access_token" : "abc" }', 'abc', 120_000],
    ['{"access_token":"ab\\/c","token_type":"bearer"}', 'ab/c', 300_000],
    ['{"access_token":"abc","expires_in":86400}', 'abc', 3_600_000],
    ['{"access_token":"abc","expires_in":-5}', 'abc', 0],
  ])('reads %s', (body, token, lifetimeMs) => {
    expect(read(body)).toEqual({ ok: true, token, lifetimeMs, isWiped: true })
  })
})
