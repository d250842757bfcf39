import { parseTerms, type Terms, type TermsProblem, type TermsText } from '../terms/parse-terms.js'

/** When a token ends; 0 days is never. */
export const ENDS = [
  { days: 1, label: 'In a day' },
  { days: 7, label: 'In a week' },
  { days: 30, label: 'In 30 days' },
  { days: 90, label: 'In 90 days' },
  { days: 365, label: 'In a year' },
  { days: 0, label: 'Never' },
] as const

/** What stands in the form. A key is named by provider and label, see `keyName`. */
export interface WishText extends TermsText {
  readonly name: string
  readonly keys: readonly string[]
  readonly models: string
  readonly ends: string
}

export interface TokenWish extends Terms {
  readonly name: string
  readonly keys: readonly string[]
  readonly models: string[] | undefined
  readonly expiresAt: string | undefined
}

export interface WishProblem {
  readonly name?: string
  readonly keys?: string
  readonly models?: string
  readonly terms?: TermsProblem
}

const MODELS_MOST = 50
const MODEL = /^[\w.:/@*+-]{1,200}$/
const DAY_MS = 24 * 60 * 60 * 1000

/** One name for a key of the vault, in a form's field. */
export const keyName = ({ provider, label }: { provider: string; label: string }): string => `${provider} ${label}`

/** A token as the contract takes it, or what is wrong with each field. */
export const parseWish = (
  text: WishText,
  now: Date,
): { readonly ok: true; readonly wish: TokenWish } | { readonly ok: false; readonly problems: WishProblem } => {
  const name = text.name.trim()
  const models = [...new Set(text.models.split(',').flatMap((model) => model.trim() || []))]
  const terms = parseTerms(text)
  const days = ENDS.find((end) => String(end.days) === text.ends)?.days ?? 1
  const problems: WishProblem = {
    ...(name === '' ? { name: 'A name, so that you know it later.' } : {}),
    ...(text.keys.length === 0 ? { keys: 'Choose at least one key.' } : {}),
    ...(models.length > MODELS_MOST || !models.every((model) => MODEL.test(model))
      ? { models: 'Names of models with letters, digits and . : / @ + - _ *, at most 50.' }
      : {}),
    ...(terms.ok ? {} : { terms: terms.problems }),
  }
  if (!terms.ok || Object.keys(problems).length > 0) return { ok: false, problems }
  const wish = {
    ...terms.terms,
    name,
    keys: text.keys,
    models: models.length === 0 ? undefined : models,
    expiresAt: days === 0 ? undefined : new Date(now.getTime() + days * DAY_MS).toISOString(),
  }
  return { ok: true, wish }
}
