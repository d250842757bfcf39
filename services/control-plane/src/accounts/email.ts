// Without the characters that have a meaning in a list of addresses or an SMTP command: an address is put into both.
const shape = /^[^\s@"(),:;<>[\\\]]{1,64}@[^\s@"(),:;<>[\\\]]+\.[^\s@"(),:;<>[\\\]]+$/

/**
 * One spelling of an address: NFKC, lower case, no blanks around it. Undefined if it is no address any more in that form
 * (compatibility characters can turn into `@` or a blank).
 */
export const normaliseEmail = (written: string): string | undefined => {
  const email = written.normalize('NFKC').trim().toLowerCase()
  return email.length <= 254 && shape.test(email) ? email : undefined
}
