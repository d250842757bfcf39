const NAME_MAX = 80
const JOINTS = /[.:/@\\\u3002\uff0e\uff61\uff1a\uff0f\uff20]/g
// ZERO WIDTH SPACE: nothing to see, and the end of every address.
const BREAK = '\u200b'

/**
 * A name that somebody gave, as a mail to somebody else may say it: short, and nothing in it that a mail program turns into a link. Anybody
 * can call a workspace `Sign in at https://…` and have us mail that to whomever they like, in our name.
 */
export const nameInMail = (name: string): string => {
  const characters = [...name]
  const cut = characters.length > NAME_MAX ? [...characters.slice(0, NAME_MAX - 1), '…'] : characters
  return cut.join('').replace(JOINTS, `$&${BREAK}`)
}
