import type { Mail } from './letter.js'

/** The mail in the library's words. Nothing in it names a file or an address to load from, and neither would be followed. */
export const compose = ({ to, subject, text, html }: Mail, from: string) => ({
  from,
  // As an object it is one address, never a list that somebody wrote into it.
  to: { name: '', address: to },
  subject,
  text,
  html,
  headers: { 'Auto-Submitted': 'auto-generated' },
  disableFileAccess: true,
  disableUrlAccess: true,
})
