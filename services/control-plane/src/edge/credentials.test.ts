import { parseCredentials } from './credentials.js'

const basic = (text: string): string => `Basic ${Buffer.from(text).toString('base64')}`

describe('parseCredentials', () => {
  it.each(['', ' ', 'Bearer', 'Bearer ', 'Bearer a b', 'Basic !', basic('no colon'), 'Digest abc', 'token'])(
    'cannot read %j, and then does not look at the cookie',
    (authorization) => {
      expect(parseCredentials({ authorization, cookie: '1r_session=x' })).toEqual({ kind: 'unreadable' })
    },
  )

  it.each(['1r_session=a; 1r_session=b', '1r_session=a; 1r_session=a', '1r_session=a;1r_session='])(
    'believes neither of two session cookies: %s',
    (cookie) => {
      expect(parseCredentials({ cookie })).toEqual({ kind: 'unreadable' })
    },
  )

  it.each([undefined, '', 'other=1', '1r_session', 'x1r_session=a', '1R_SESSION=a'])(
    'finds none in cookie %s',
    (cookie) => {
      expect(parseCredentials({ cookie })).toEqual({ kind: 'none' })
    },
  )

  it('reads the three forms', () => {
    const cookie = 'a=b; 1r_session=1r_st_x; c=d'
    expect(parseCredentials({ cookie })).toEqual({ kind: 'bearer', token: '1r_st_x', from: 'cookie' })
    expect(parseCredentials({ authorization: 'bearer 1r_st_y', cookie })).toEqual({
      kind: 'bearer',
      token: '1r_st_y',
      from: 'header',
    })
    expect(parseCredentials({ authorization: basic('1r_cid_x:1r_cs_y:z') })).toEqual({
      kind: 'basic',
      user: '1r_cid_x',
      password: '1r_cs_y:z',
    })
  })
})
