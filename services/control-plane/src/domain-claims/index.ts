/**
 * E-mail domains that belong to a workspace: whoever has an address of one needs an invitation to work in a team, so that a company's
 * keys stay in one place. Says nothing about accounts, which anybody may have.
 *
 * Invariant: a domain is one workspace's at most, was claimed by somebody who proved an address of it, and is no public mail provider's.
 */
export { DomainClaims } from './domain-claims.service.js'
export { PostgresDomainStore } from './domain-store.postgres.js'
export { isPublicMailDomain } from './public-domains.company-email-validator.js'
