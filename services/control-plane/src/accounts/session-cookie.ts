export interface SessionCookieOptions {
  httpOnly: true
  sameSite: 'lax'
  secure: boolean
  path: '/'
  expires?: Date
}

/** The attributes of the session cookie: scripts never see it, other sites' forms do not send it. */
export const sessionCookie = (publicOrigin: string, expires?: Date): SessionCookieOptions => ({
  httpOnly: true,
  sameSite: 'lax',
  secure: publicOrigin.startsWith('https:'),
  path: '/',
  ...(expires && { expires }),
})
