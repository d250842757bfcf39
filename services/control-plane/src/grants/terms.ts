import { type Budget, findProvider, type TokenSealedCredential } from '@1relay/contracts'
import { fault, invalidField } from '@1relay/faults'

/** A credential as the browser sends it; `provider` is the upstream that its AAD names. */
export interface SealedInput {
  readonly provider: string
  readonly iv: string
  readonly ciphertext: string
  /** Label of the vault key, if the browser names it. */
  readonly label?: string
}

/** Label by upstream, where it is named. */
export const labelsOf = (given: readonly SealedInput[]): Record<string, string> =>
  Object.fromEntries(given.flatMap(({ provider, label }) => (label === undefined ? [] : [[provider, label]])))

const TAG_BYTES = 16
const IV_BYTES = 12

/** True if both decode, in their only spelling, to an IV and to at least one byte with its tag. */
export const isSealedShape = ({ iv, ciphertext }: { iv: string; ciphertext: string }, exactBytes?: number): boolean => {
  const bytes = byteLength(ciphertext)
  return (
    byteLength(iv) === IV_BYTES && (exactBytes === undefined ? bytes > TAG_BYTES : bytes === exactBytes + TAG_BYTES)
  )
}

// -1 unless it is the canonical base64url of something: two spellings of one ciphertext would be two identities.
const byteLength = (text: string): number => {
  const bytes = Buffer.from(text, 'base64url')
  return bytes.toString('base64url') === text ? bytes.length : -1
}

/**
 * The credentials of a new grant, or an `invalid_request` / `provider_unknown` fault: each names a catalogued provider that
 * has an origin, or an origin of its own in normal form; none twice; each with the shape of something sealed. With
 * `requested`, only those providers (custom origins count as `openai-compatible`).
 */
export const checkCredentials = (
  given: readonly SealedInput[],
  requested?: readonly string[],
): TokenSealedCredential[] => {
  const seen = new Set<string>()
  return given.map(({ provider: upstream, iv, ciphertext }, i) => {
    const field = `/credentials/${i}/provider`
    const slug = providerOf(upstream)
    if (slug === undefined)
      throw fault('provider_unknown', 'a credential of no provider', {
        details: [{ field, problem: 'is no provider and no https origin' }],
      })
    if (requested !== undefined && !requested.includes(slug)) throw invalidField(field, 'was not requested')
    if (seen.has(upstream)) throw invalidField(field, 'is there twice')
    seen.add(upstream)
    if (!isSealedShape({ iv, ciphertext }))
      throw invalidField(`/credentials/${i}/ciphertext`, 'is not a sealed credential')
    return { custody: 'token', upstream, iv, ciphertext }
  })
}

/** The slug of the catalogued provider that a grant may name as its upstream, `openai-compatible` for an https origin in normal form; undefined for anything else. */
export const providerOf = (upstream: string): string | undefined => {
  const provider = findProvider(upstream)
  if (provider !== undefined) return provider.origin === null ? undefined : provider.slug
  return isNormalOrigin(upstream) ? 'openai-compatible' : undefined
}

// The AAD names this string: it must be the one spelling in which the relay will write the origin.
const isNormalOrigin = (text: string): boolean =>
  text.startsWith('https://') && URL.canParse(text) && new URL(text).origin === text

/** The budgets, or an `invalid_request` fault if a period is there twice. */
export const checkBudgets = (budgets: readonly Budget[]): readonly Budget[] => {
  const periods = budgets.map((budget) => budget.period)
  const twice = periods.findIndex((period, i) => periods.indexOf(period) !== i)
  if (twice !== -1) throw invalidField(`/budgets/${twice}/period`, 'is there twice')
  return budgets
}
