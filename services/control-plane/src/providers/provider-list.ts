import { PROVIDERS } from '@1relay/contracts'

export interface PublicProvider {
  slug: string
  name: string
  /** What a key looks like: a hint. */
  keyPattern: string
  keyPage: string | null
}

/** Every provider, in the catalogue's order. */
export const listProviders = (): PublicProvider[] =>
  PROVIDERS.map(({ slug, name, keyPattern, keyPage }) => ({ slug, name, keyPattern, keyPage }))
