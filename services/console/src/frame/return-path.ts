/** Where to go after signing in: a path of this origin, never another origin and never the sign-in itself. */
export const parseNext = (text: unknown): string => {
  if (typeof text !== 'string' || !/^\/(?![/\\])[\x21-\x7e]*$/.test(text) || text.includes('\\')) return '/vault'
  return /^\/(sign-in|register)(\/|\?|#|$)/.test(text) ? '/vault' : text
}

/** The sign-in page that leads back to a path. */
export const signInTarget = (path: string) => ({ to: '/sign-in', search: { next: parseNext(path) } }) as const
