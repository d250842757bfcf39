import { tokenRequest } from './token-request.js'
import type { Oauth2Auth } from './index.js'

const auth = (changes: Partial<Oauth2Auth> = {}): Oauth2Auth => ({
  kind: 'oauth2',
  tokenUrl: 'https://login.example.com/token',
  clientAuth: 'basic',
  ...changes,
})

describe('tokenRequest', () => {
  it('sends id and secret form-encoded in the header (RFC 6749 §2.3.1), and wipes the credential', () => {
    const credential = Buffer.from('client id:s:e/c+r=et')
    const { headers, secret, body } = tokenRequest(auth({ scope: 'a b', audience: 'https://x/?y=z' }), credential)
    expect(Buffer.from(secret.bytes.toString(), 'base64').toString()).toBe('client%20id:s%3Ae%2Fc%2Br%3Det')
    expect([secret.in, secret.before]).toEqual(['header', 'authorization: Basic '])
    expect(body?.toString()).toBe('grant_type=client_credentials&scope=a%20b&audience=https%3A%2F%2Fx%2F%3Fy%3Dz')
    expect(headers.slice(-2)).toEqual(['content-length', String(body?.length)])
    expect(credential.every((byte) => byte === 0)).toBe(true)
  })

  it('sends them in the body, which is a secret as a whole', () => {
    const { headers, secret, body } = tokenRequest(auth({ clientAuth: 'body' }), Buffer.from('id:s&x'))
    expect(secret).toMatchObject({ in: 'body', before: '' })
    expect(secret.bytes.toString()).toBe('grant_type=client_credentials&client_id=id&client_secret=s%26x')
    expect([body, headers.slice(-2)]).toEqual([null, ['content-length', String(secret.bytes.length)]])
  })
})
