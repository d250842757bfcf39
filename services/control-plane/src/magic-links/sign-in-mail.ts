import type { Letter } from '../mail/index.js'

/** The link that signs in. The same words for a new address and a known one. */
export const signInMail = (url: string): Letter => ({
  subject: 'Your sign-in link for 1Relay',
  paragraphs: [
    'Somebody, hopefully you, wants to sign in to 1Relay with this address. The link works once, for 15 minutes:',
    'If it was not you, do nothing: without the link nobody gets in. Never pass it on.',
  ],
  action: { label: 'Sign in to 1Relay', url },
})
