import type { UpstreamAuth } from './grant-projection.js'

/** A method and a path glob, as a disposable key may be scoped to. */
export interface VendorExample {
  readonly method: string
  readonly path: string
}

/** A well-known API, as a form can offer it. What is null depends on the customer, or its vendor documents it to customers alone. */
export interface Vendor {
  readonly slug: string
  readonly name: string
  /** What to send as `upstream`: a catalogued provider, or the only origin there is. Null: choose among `origins`. */
  readonly upstream: string | null
  /** Where its API is, by region; `{tenant}` stands for what `tenant` says. Empty: each customer has their own. */
  readonly origins: readonly string[]
  readonly tenant: string | null
  /** Its token URL may contain `{tenant}`. */
  readonly auth: UpstreamAuth | null
  /** What the credential is, and how it is written. */
  readonly credential: string | null
  readonly docs: string | null
  /** What else one has to know before it works. */
  readonly note: string | null
  readonly examples: readonly VendorExample[]
}

type Known = Pick<Vendor, 'slug' | 'name'> & Partial<Vendor>

/** A catalogue entry of what is known. */
export const vendor = (known: Known): Vendor => {
  const { upstream, origins = [] } = known
  const [only] = origins
  const isFixed = origins.length === 1 && only !== undefined && !only.includes('{tenant}')
  const blank = { tenant: null, auth: null, credential: null, docs: null, note: null, examples: [] }
  return { ...blank, ...known, origins, upstream: upstream ?? (isFixed ? only : null) }
}
