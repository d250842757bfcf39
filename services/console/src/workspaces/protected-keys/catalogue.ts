import { PROVIDERS } from '@1relay/contracts'
import type { UpstreamAuth, Vendor } from './queries.js'

/** An API that the form knows something of. */
export type Known = Pick<
  Vendor,
  'slug' | 'name' | 'upstream' | 'origins' | 'tenant' | 'credential' | 'docs' | 'note'
> & {
  readonly auth: UpstreamAuth | null
  readonly examples: Vendor['examples']
}

/** Any REST API: nothing is known of it. */
export const ANY = 'any'

/** Whether calls are metered and priced, so that budgets and models mean something: what the relay knows as an AI provider. */
export const isPriced = (upstream: string): boolean => !upstream.startsWith('https://')

/** The vendors, and the AI providers that are not among them. */
export const knownApis = (vendors: readonly Vendor[]): readonly Known[] => [
  ...vendors.map((vendor) => ({
    ...vendor,
    auth: vendor.auth as UpstreamAuth | null,
    examples: [...chatOf(vendor.upstream), ...vendor.examples],
  })),
  ...PROVIDERS.filter(({ slug, origin }) => origin !== null && !vendors.some(({ upstream }) => upstream === slug)).map(
    ({ slug, name, credential, keyPage, chatPath }) => ({
      slug,
      name,
      upstream: slug,
      origins: [],
      tenant: null,
      auth: credential.header === 'authorization' ? ({ kind: 'bearer' } as const) : namedHeader(credential.header),
      credential: 'An API key.',
      docs: keyPage,
      note: null,
      examples: [{ method: 'POST', path: chatPath }],
    }),
  ),
]

/** What an AI provider is asked most of all. */
const chatOf = (upstream: string | null): Vendor['examples'] =>
  PROVIDERS.filter(({ slug, dialect }) => slug === upstream && dialect === 'openai').map(({ chatPath }) => ({
    method: 'POST',
    path: chatPath,
  }))

const namedHeader = (name: string): UpstreamAuth => ({ kind: 'header', name })

interface Group {
  readonly group: string
  readonly items: { readonly value: string; readonly label: string }[]
}

/** For a list to choose from: any API first, then those whose calls have a price, then the others by name. */
export const groupsOf = (known: readonly Known[]): readonly Group[] => {
  const items = (some: readonly Known[]) =>
    some.map(({ slug, name }) => ({ value: slug, label: name })).sort((a, b) => a.label.localeCompare(b.label))
  const isAi = ({ upstream }: Known) => upstream !== null && isPriced(upstream)
  return [
    { group: 'Yours', items: [{ value: ANY, label: 'Any REST API' }] },
    { group: 'AI providers', items: items(known.filter(isAi)) },
    { group: 'Other APIs', items: items(known.filter((api) => !isAi(api))) },
  ]
}

/** What an upstream is called: by the catalogue, or its host. */
export const upstreamName = (upstream: string, known: readonly Known[]): string =>
  known.find((api) => api.upstream === upstream)?.name ?? upstream.replace(/^https:\/\//, '')
