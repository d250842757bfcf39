import type { Provider } from '../api/index.js'

/** A key of the vault by its place there; what the screens know of it. */
export interface KeyName {
  /** Slug of a catalogued provider, or the https origin of a custom one. */
  readonly provider: string
  readonly label: string
}

/** What the person decided about one requested provider; `keep` is there only for one that the connection has already. */
export type Choice =
  | { readonly kind: 'use'; readonly key: KeyName }
  | { readonly kind: 'keep' }
  | { readonly kind: 'add' }
  | { readonly kind: 'skip' }

/** By slug; a provider that is not in it waits for a decision. */
export type Choices = Readonly<Record<string, Choice>>

/** Requested under this slug, a key names its own origin. */
export const CUSTOM_PROVIDER = 'openai-compatible'

/** True if something of that provider serves what was requested under the slug. */
const serves = (slug: string, provider: string): boolean =>
  slug === CUSTOM_PROVIDER ? provider.startsWith('https://') : provider === slug

/** False for what the catalogue does not know any more: nobody could say where a new key would go. */
export const canAdd = ({ slug, keyPattern }: Pick<Provider, 'slug' | 'keyPattern'>): boolean =>
  keyPattern !== '' || slug.startsWith('https://')

/** The keys of the vault that can serve a requested provider. */
export const keysFor = (slug: string, keys: readonly KeyName[]): KeyName[] =>
  keys.filter(({ provider }) => serves(slug, provider))

/** True if the connection that is being changed has a key for the slug. */
export const isConnected = (slug: string, connected: readonly string[]): boolean =>
  connected.some((provider) => serves(slug, provider))

/** What is ticked before the person decides: what the connection has, else the first key there is. */
export const firstChoices = (
  requested: readonly string[],
  keys: readonly KeyName[],
  connected: readonly string[],
): Choices =>
  Object.fromEntries(
    requested.flatMap((slug): [string, Choice][] => {
      if (isConnected(slug, connected)) return [[slug, { kind: 'keep' }]]
      const [key] = keysFor(slug, keys)
      return key === undefined ? [] : [[slug, { kind: 'use', key }]]
    }),
  )

/** Opens the form of the next provider that waits for a key, if none is open: three at once frighten. */
export const openNext = (providers: readonly Provider[], choices: Choices): Choices => {
  if (providers.some(({ slug }) => choices[slug]?.kind === 'add')) return choices
  const next = providers.find((provider) => canAdd(provider) && choices[provider.slug] === undefined)?.slug
  return next === undefined ? choices : { ...choices, [next]: { kind: 'add' } }
}

/** The keys that will be sealed for the app, in the order in which they were asked for. */
export const chosenKeys = (requested: readonly string[], choices: Choices): KeyName[] =>
  requested.flatMap((slug) => {
    const choice = choices[slug]
    return choice?.kind === 'use' ? [choice.key] : []
  })

/** A label that is still free among the keys of a provider: `default`, then `default 2`. */
export const freeLabel = (provider: string, keys: readonly KeyName[]): string => {
  const taken = new Set(keys.filter((key) => key.provider === provider).map((key) => key.label))
  for (let n = 1; ; n++) {
    const label = n === 1 ? 'default' : `default ${n}`
    if (!taken.has(label)) return label
  }
}

/** One text for the place of a key, to find what is known of it. */
export const placeOf = ({ provider, label }: KeyName): string => `${provider} ${label}`
