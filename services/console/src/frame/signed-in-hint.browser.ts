const KEY = '1relay.signed-in'

/** Whether somebody has signed in with this browser: saves asking the server who it is when nobody is. It proves nothing. */
export const isSignedInHint = (): boolean => localStorage.getItem(KEY) !== null

/** Notes who is signed in with this browser, by the account's id; null: nobody any more. */
export const noteSignedIn = (accountId: string | null): void => {
  if (accountId === null) localStorage.removeItem(KEY)
  else localStorage.setItem(KEY, accountId)
}

/**
 * Calls back when another tab has signed the person out, or somebody else in: all tabs share one cookie, so that this one would go on
 * with an open vault of one person and the answers of another.
 */
export const onPersonGone = (run: () => void): void =>
  addEventListener('storage', ({ key, oldValue }) => {
    if (key === null || (key === KEY && oldValue !== null)) run()
  })
