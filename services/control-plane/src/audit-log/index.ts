/**
 * The audit as people see it: pages, search and files of their workspace, the state of its chain, and the heads that are mailed. Records
 * nothing itself: audit does.
 *
 * Invariant: nobody sees a record of another workspace; whoever looks sees everything that was committed before; memory is bounded,
 * however long a chain is.
 */
export { HeadMails } from './head-mails.service.js'
