import type { LinkErrorCode } from './options.js'
import type { LinkError } from './protocol.js'

const AGAIN = 'Please try again.'

const SENTENCES: Record<LinkErrorCode, readonly [string, string]> = {
  invalid_link_token: ['token is not a link token. Pass the linkToken that your server got.', AGAIN],
  link_session_used: ['This link token has been used. Create a new session.', AGAIN],
  already_open: ['Link is already open in this page.', 'The window is already open.'],
  popup_blocked: [
    'The browser blocked the window. Call open() inside a click.',
    'Your browser blocked the window. Allow it and try again.',
  ],
  storage_blocked: [
    'The browser keeps nothing for this page, so a result could not be told from a forged one. Use another mode.',
    'Your browser keeps this page from remembering anything. Allow it to store data and try again.',
  ],
  link_unavailable: [
    'Link did not answer. Is apiBaseUrl right, and is this origin registered with the app?',
    `1Relay cannot be reached right now. ${AGAIN}`,
  ],
}

/** A failure that this package noticed itself. */
export const linkError = (code: LinkErrorCode): LinkError => {
  const [message, displayMessage] = SENTENCES[code]
  return { type: 'link_error', code, message, displayMessage, requestId: null }
}
