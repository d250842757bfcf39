/**
 * Pages for people: what this is, and the API reference drawn from the contract. Renders nothing of a request and nothing
 * of the database.
 *
 * Invariant: every script and style comes from this process; the policy of each page allows no inline script and no other host.
 */
export { apiReferencePage, homePage, REFERENCE_CSP, referenceStartScript } from './pages.js'
