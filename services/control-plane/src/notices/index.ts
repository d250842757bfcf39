/**
 * What people are told by mail, and servers by webhook, without having asked: a budget that is nearly or wholly used up, a leaked token that was ended. Decides
 * when and in which words; refuses nothing and ends nothing, that has happened elsewhere.
 *
 * Invariant: the same thing is told once, to the person whose it is, and never with a secret or a key in it.
 */
export type { Leaked } from './leak-mail.js'
export { Notices } from './notices.service.js'
