/** The token of a mailed link, once: it goes out of the address bar and the history at the same time. */
export const takeMailedToken = (): string => {
  const token = location.hash.slice(1)
  if (token !== '') history.replaceState(history.state, '', location.pathname)
  return token
}

/** Whether a text can be the token of a mailed link at all. */
export const isMailedToken = (text: string): boolean => /^[0-9A-Za-z]{59}$/.test(text)
