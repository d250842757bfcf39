import { isMailedToken, takeMailedToken } from '../../frame/index.js'

const KEY = '1relay.invitation'

/**
 * The invitation of the address, or the one that was kept while its person signed in, perhaps by a mailed link in another tab. It is a
 * pointer and no secret of its own: it does nothing for any account but that of the invited address.
 */
export const takeInvitation = (): string => {
  const token = takeMailedToken() || (localStorage.getItem(KEY) ?? '')
  if (!isMailedToken(token)) return ''
  localStorage.setItem(KEY, token)
  return token
}

/** It was used, or will never work. */
export const forgetInvitation = (): void => localStorage.removeItem(KEY)
