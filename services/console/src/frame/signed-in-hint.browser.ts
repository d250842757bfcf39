const KEY = '1relay.signed-in'

/** Whether somebody has signed in with this browser: saves asking the server who it is when nobody is. It proves nothing. */
export const isSignedInHint = (): boolean => localStorage.getItem(KEY) === '1'

export const noteSignedIn = (isSignedIn: boolean): void => {
  if (isSignedIn) localStorage.setItem(KEY, '1')
  else localStorage.removeItem(KEY)
}
