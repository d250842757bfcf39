import type { Letter } from '../mail/index.js'

/** The last mail: the account is gone. */
export const farewellMail = (): Letter => ({
  subject: 'Your 1Relay account was deleted',
  paragraphs: [
    'Your 1Relay account is deleted: vault, keys, passkeys and sessions are gone, every connection and token was revoked.',
    'The keys themselves still work at their providers. If somebody else deleted the account, replace them there.',
  ],
})
