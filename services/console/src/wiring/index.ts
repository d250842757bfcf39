/**
 * What main.tsx made once, for the pages to use: the client, the query cache, the vault session.
 *
 * It makes nothing itself.
 *
 * Invariant: there is one of each in the page, so that signing out and locking reach everything.
 */
export { type Services, ServicesProvider, useClient, useServices } from './services.js'
