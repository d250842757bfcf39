/**
 * Leaving: everything about a person as one document, and the end of an account, their own or one that was made of their address. Knows which tables are about a person; ends no grant
 * itself, that is grants/.
 *
 * Invariant: an account is deleted only when relays refuse every grant it made, and then as a whole; what remains (ended grants for a
 * day, usage, names of apps in other people's lists) leads to nobody.
 */
export { AccountExport } from './account-export.service.js'
export { Departures } from './departures.service.js'
