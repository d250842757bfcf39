// The most common ones of ten characters or more in published leaks; a longer list belongs into a data set with a source.
const mostCommon = new Set([
  '1234567890',
  '0123456789',
  '0987654321',
  '9876543210',
  '12345678910',
  '123456789a',
  '1q2w3e4r5t',
  '1qaz2wsx3edc',
  'password12',
  'password123',
  'password1234',
  'passwordpassword',
  'qwerty12345',
  'qwerty123456',
  'qwertyuiop',
  'iloveyou123',
])

/** The form of a password that is hashed: keyboards and systems disagree on how they compose characters. */
export const normalisePassword = (written: string): string => written.normalize('NFKC')

/** True if a guesser would try this first: a common one, one repeated character, or the address itself. */
export const isEasilyGuessed = (password: string, email: string): boolean => {
  const plain = password.toLowerCase()
  const [localPart] = email.split('@')
  return mostCommon.has(plain) || /^(.)\1+$/u.test(plain) || plain === email || plain === localPart
}
