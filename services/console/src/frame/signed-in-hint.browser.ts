const KEY = '1relay.signed-in'

/** Whether somebody has signed in with this browser: decides which button a public page shows, and nothing else. */
export const isSignedInHint = (): boolean => localStorage.getItem(KEY) === '1'

export const noteSignedIn = (isSignedIn: boolean): void => {
  if (isSignedIn) localStorage.setItem(KEY, '1')
  else localStorage.removeItem(KEY)
}
