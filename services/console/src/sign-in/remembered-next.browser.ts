const KEY = '1relay.next'

/** Where to go on when the mailed link is opened, possibly in another tab of this browser. */
export const rememberNext = (next: string | undefined): void => {
  if (next === undefined) localStorage.removeItem(KEY)
  else localStorage.setItem(KEY, next)
}

export const takeRememberedNext = (): string | undefined => {
  const next = localStorage.getItem(KEY) ?? undefined
  localStorage.removeItem(KEY)
  return next
}
