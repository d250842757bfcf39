/** A key of the vault by its place there; what the screens know of it. */
export interface KeyName {
  /** Slug of a catalogued provider, or the https origin of a custom one. */
  readonly provider: string
  readonly label: string
}

/** What the person decided about one requested provider. */
export type Choice =
  { readonly kind: 'use'; readonly key: KeyName } | { readonly kind: 'add' } | { readonly kind: 'skip' }

/** Requested under this slug, a key names its own origin. */
export const CUSTOM_PROVIDER = 'openai-compatible'

/** The keys of the vault that can serve a requested provider. */
export const keysFor = (slug: string, keys: readonly KeyName[]): KeyName[] =>
  keys.filter(({ provider }) => (slug === CUSTOM_PROVIDER ? provider.startsWith('https://') : provider === slug))

/** What is ticked before the person decides: the first key there is, else the form for a new one. */
export const firstChoices = (requested: readonly string[], keys: readonly KeyName[]): Record<string, Choice> =>
  Object.fromEntries(
    requested.map((slug): [string, Choice] => {
      const [key] = keysFor(slug, keys)
      return [slug, key === undefined ? { kind: 'add' } : { kind: 'use', key }]
    }),
  )

/** The keys that will be shared, in the order in which they were asked for. */
export const chosenKeys = (requested: readonly string[], choices: Readonly<Record<string, Choice>>): KeyName[] =>
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
