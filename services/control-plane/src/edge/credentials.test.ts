import { parseCredentials as parse, sessionCookieName } from './credentials.js'

const parseCredentials = (headers: Parameters<typeof parse>[0]) =>
  parse(headers, sessionCookieName('http://localhost:4000'))

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

describe('over https', () => {
  const name = sessionCookieName('https://relay.example')

  it('the session is in a cookie that only this very host can set', () => {
    expect(name).toBe('__Host-1r_session')
    expect(parse({ cookie: '__Host-1r_session=1r_st_x' }, name)).toMatchObject({ token: '1r_st_x', from: 'cookie' })
  })

  it('a cookie without the prefix, which a sibling domain may have planted, is none', () => {
    expect(parse({ cookie: '1r_session=1r_st_x' }, name)).toEqual({ kind: 'none' })
    const both = '1r_session=1r_st_planted; __Host-1r_session=1r_st_x'
    expect(parse({ cookie: both }, name)).toMatchObject({ token: '1r_st_x' })
  })
})
