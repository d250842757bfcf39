/**
 * The encryption at work, before the visitor's eyes: a key and a password of theirs are sealed, attacked and used in this tab.
 *
 * It sends nothing and keeps nothing.
 *
 * Invariant: every step is the code that the vault and the relay run, `@1relay/vault`; nothing is acted. Protocol §2 and §3.
 */
export { Story } from './story.js'
