/**
 * The way mails leave: written as text and plain HTML, kept sealed in an outbox until a mail server has taken them, tried again
 * until they are out of date. Knows no letter of its own: each domain writes what it has to say, in a file beside its service.
 *
 * Invariant: a letter that was taken is sent at least once, whatever is killed, and at most once by its key; a waiting mail cannot be
 * read from the database alone; no request waits for a mail server.
 */
export type { Letter } from './letter.js'
export { nameInMail } from './name-in-mail.js'
export { PostOffice, type Posting } from './post-office.service.js'
export { SpentMails } from './spent-mails.postgres.js'
