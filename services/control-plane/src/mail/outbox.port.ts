import type { Mail } from './letter.js'

/** A mail that waits. */
export interface WaitingMail {
  readonly id: string
  readonly mail: Mail
  /** How often it was tried before. */
  readonly attempts: number
  readonly expiresAt: Date
}

export interface NewMail {
  readonly id: string
  readonly mail: Mail
  /** Whose it is: the mail goes with the account. Null: nobody's yet. */
  readonly accountId: string | null
  /** Two mails of one key are one mail, for as long as the account lives. */
  readonly onceKey: string | null
  readonly createdAt: Date
  readonly expiresAt: Date
}

/** Mails on their way out. */
export interface Outbox {
  /** MUST have the mail safe when it answers, unreadable for who only has the storage. False if its key is known. */
  add(mail: NewMail): Promise<boolean>
  /** Mails that are due, now taken by the caller until `until`: MUST give each to one caller at a time. */
  take(now: Date, until: Date, limit: number): Promise<WaitingMail[]>
  /** The mail needs no more attempts; its text MUST go, its key stays. */
  finish(id: string): Promise<void>
  /** Tries it again, not before `dueAt`. */
  postpone(id: string, dueAt: Date): Promise<void>
}
