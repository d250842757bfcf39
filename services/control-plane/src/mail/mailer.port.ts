import type { Mail } from './letter.js'

/** What is needed to get a mail out of the house. */
export interface Mailer {
  /** MUST resolve only when somebody else has taken the mail, and MUST give up after a bounded time. */
  send(mail: Mail): Promise<void>
  close(): void
}
