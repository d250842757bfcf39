import type { Letter } from '../mail/index.js'

/** Tells that the account has another password now. */
export const passwordMail = (publicOrigin: string): Letter => ({
  subject: 'Your 1Relay password was changed',
  paragraphs: [
    'The password of your 1Relay account was set or changed, and every other session was ended.',
    'If it was not you: sign in with a mailed link, set a new password, and look through your sessions and passkeys.',
  ],
  action: { label: 'Sign in with a link', url: `${publicOrigin}/sign-in` },
})
