/** The provider catalogue of contracts, as people and pages may see it. Holds no state and calls no provider. */
export { listProviders, type PublicProvider } from './provider-list.js'
