/** Cents, or a sentence for the person who typed. */
export type TypedDollars = { readonly ok: true; readonly value: number } | { readonly ok: false; readonly why: string }

/** A million dollars: the largest cap that the contract takes. */
const MOST_CENTS = 100_000_000
// Three digits behind each comma group thousands. `0,500` does not: half a dollar, where a comma begins the cents.
const GROUPED = /^[1-9]\d{0,2}(?:,\d{3})+(?=\.|$)/
const AMOUNT = /^(\d{1,9})(?:[.,](\d{1,2}))?$/

const refuse = (why: string): TypedDollars => ({ ok: false, why })

/** Cents of a typed cap: `10`, `$10.50`, `10,50`, `1,000.50`; from a cent to a million dollars. What could be read in two ways is refused. */
export const parseDollars = (text: string): TypedDollars => {
  const amount = text.trim().replace(/^\$\s*/, '')
  const plain = amount.replace(GROUPED, (groups) => groups.replaceAll(',', ''))
  const [, dollars, fraction = ''] = AMOUNT.exec(plain) ?? []
  if (dollars === undefined) return refuse('Enter an amount in dollars, for example 10 or 10.50.')
  const cents = Number(dollars) * 100 + Number(fraction.padEnd(2, '0'))
  if (cents < 1) return refuse('The cap must be at least one cent.')
  return cents > MOST_CENTS ? refuse('The cap can be at most $1,000,000.') : { ok: true, value: cents }
}
