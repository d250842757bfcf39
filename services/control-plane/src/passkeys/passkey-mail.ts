import { type Letter, nameInMail } from '../mail/index.js'

/** Tells that another passkey opens the account now. */
export const passkeyMail = (name: string, publicOrigin: string): Letter => ({
  subject: 'A passkey was added to your 1Relay account',
  paragraphs: [
    `A passkey with the name “${nameInMail(name)}” can sign in to your 1Relay account now.`,
    'If it was not you: remove it, end the other sessions, and set a new password.',
  ],
  action: { label: 'See your passkeys', url: `${publicOrigin}/settings` },
})
