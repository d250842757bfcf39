/** The least that a master password has; the vault is only as strong as it is. */
export const MASTER_PASSWORD_LENGTH = 12

export interface Strength {
  /** 0 to 4, for the bar. */
  readonly score: 0 | 1 | 2 | 3 | 4
  readonly hint: string
}

/**
 * A hint, not a judge: length and variety, minus repetition. It knows no dictionary, so it says "looks", and it never
 * refuses more than MASTER_PASSWORD_LENGTH does.
 */
export const guessStrength = (password: string): Strength => {
  const length = [...password].length
  if (length === 0) return { score: 0, hint: 'Four or more random words make a strong one.' }
  if (length < MASTER_PASSWORD_LENGTH) {
    const more = MASTER_PASSWORD_LENGTH - length
    return { score: 1, hint: `Too short: ${more} more ${more === 1 ? 'character' : 'characters'}.` }
  }
  const distinct = new Set(password.toLowerCase()).size
  if (distinct < 6) return { score: 1, hint: 'It repeats itself: easy to guess.' }
  const classes = [/[a-z]/, /[A-Z]/, /\d/, /[^A-Za-z\d]/].filter((set) => set.test(password)).length
  const points = length + 2 * (classes - 1) + Math.min(distinct, 12) / 2
  if (points < 20) return { score: 2, hint: 'Fair. A longer one is better.' }
  if (points < 27) return { score: 3, hint: 'Looks good.' }
  return { score: 4, hint: 'Looks strong.' }
}
