import { parseTerms, type TermsProblem, type TermsText } from '../../terms/parse-terms.js'
import { ENVIRONMENT_PROBLEM, parseEnvironment } from '../protected-keys/parse-protection.js'
import { type Method, METHODS, parseCidrs, parsePaths, parseQueryNames } from './parse-scope.js'
import type { NewKey } from './queries.js'

type Network = NonNullable<NewKey['network']>

/** When a key ends. `keep` leaves an issued key as it is; `date` is what the date field says. */
export const ENDS = [
  { value: '900', label: 'In 15 minutes' },
  { value: '3600', label: 'In an hour' },
  { value: '86400', label: 'In a day' },
  { value: '604800', label: 'In 7 days' },
  { value: '2592000', label: 'In 30 days' },
  { value: '7776000', label: 'In 90 days' },
  { value: '31536000', label: 'In a year' },
  { value: 'date', label: 'On a date…' },
] as const
/** For applications only. */
export const NEVER = { value: 'never', label: 'Never' } as const
export const KEEP = { value: 'keep', label: 'As it is' } as const

/** What stands in the form of a key, but for terms. */
export interface KeyText {
  readonly name: string
  readonly owner: NewKey['owner']
  readonly holderEmail: string
  readonly environment: string
  readonly methods: readonly Method[]
  readonly paths: string
  readonly deniedQueryParameters: string
  readonly models: string
  readonly ends: string
  /** As a browser's field for date and time writes it, in the time zone of the person. */
  readonly endsAt: string
  readonly network: Network['mode']
  readonly cidrs: string
}

export type KeyProblem = Readonly<
  Partial<
    Record<
      | 'name'
      | 'holderEmail'
      | 'environment'
      | 'methods'
      | 'paths'
      | 'deniedQueryParameters'
      | 'models'
      | 'endsAt'
      | 'cidrs',
      string
    >
  > & { terms?: TermsProblem }
>

/** What both a new key and a change of one take. `expiresAt` is missing when the end stays as it is. */
export interface KeyTerms {
  readonly name: string
  readonly environment: string | undefined
  readonly methods: Method[]
  readonly paths: string[]
  readonly deniedQueryParameters: string[]
  readonly models: string[] | undefined
  readonly limits: NonNullable<NewKey['limits']>
  readonly budgets: NonNullable<NewKey['budgets']>
  readonly network: Network
  readonly expiresAt?: string | null
}

interface Given {
  readonly text: KeyText
  readonly terms: TermsText
  /** Whether calls have a price: else there are no models and no budgets. */
  readonly isPriced: boolean
  readonly now: Date
}

const MODEL = /^[\w.:/@*+-]{1,200}$/
const YEAR_MS = 365 * 24 * 60 * 60 * 1000

/** A key as the contract takes it, or a sentence for each field that is wrong. */
export const parseKey = ({
  text,
  terms: termsText,
  isPriced,
  now,
}: Given): { readonly ok: true; readonly terms: KeyTerms } | { readonly ok: false; readonly problems: KeyProblem } => {
  const terms = parseTerms(isPriced ? termsText : { ...termsText, caps: { day: '', week: '', month: '', total: '' } })
  const environment = parseEnvironment(text.environment)
  const [paths, names] = [parsePaths(text.paths), parseQueryNames(text.deniedQueryParameters)]
  const cidrs = text.network === 'allowlist' ? parseCidrs(text.cidrs) : []
  const models = isPriced ? [...new Set(text.models.split(/[\s,]+/).filter(Boolean))] : []
  const end = parseEnd(text, now)
  const isPerson = text.owner === 'person' || text.network === 'confirm'
  const problems: KeyProblem = {
    ...(text.name.trim() === '' ? { name: 'A name, so that people know whose key it is.' } : {}),
    ...(isPerson && !/^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(text.holderEmail.trim())
      ? { holderEmail: 'The e-mail address of whoever holds it.' }
      : {}),
    ...(environment === null ? { environment: ENVIRONMENT_PROBLEM } : {}),
    ...(text.methods.length === 0 ? { methods: 'At least one method: what is not named is refused.' } : {}),
    ...(typeof paths === 'string' ? { paths } : {}),
    ...(typeof names === 'string' ? { deniedQueryParameters: names } : {}),
    ...(models.length > 50 || !models.every((model) => MODEL.test(model))
      ? { models: 'Names of models with letters, digits and . : / @ + - _ *, at most 50.' }
      : {}),
    ...(end === undefined ? { endsAt: 'A time within the next year.' } : {}),
    ...(typeof cidrs === 'string' ? { cidrs } : {}),
    ...(terms.ok ? {} : { terms: terms.problems }),
  }
  if (!terms.ok || Object.keys(problems).length > 0) return { ok: false, problems }
  const network =
    text.network === 'allowlist' ? { mode: text.network, cidrs: cidrs as string[] } : { mode: text.network }
  return {
    ok: true,
    terms: {
      ...terms.terms,
      name: text.name.trim(),
      environment: environment ?? undefined,
      methods: METHODS.filter((method) => text.methods.includes(method)),
      paths: paths as string[],
      deniedQueryParameters: names as string[],
      models: models.length === 0 ? undefined : models,
      network,
      ...end,
    },
  }
}

/** When it ends, null for never, nothing for as it is; or undefined for what cannot be meant. */
const parseEnd = ({ ends, endsAt, owner }: KeyText, now: Date): { readonly expiresAt?: string | null } | undefined => {
  if (ends === KEEP.value) return {}
  if (ends === NEVER.value) return owner === 'application' ? { expiresAt: null } : undefined
  const at = ends === 'date' ? new Date(endsAt) : new Date(now.getTime() + Number(ends) * 1000)
  const ms = at.getTime() - now.getTime()
  return ms >= 60_000 && ms <= YEAR_MS ? { expiresAt: at.toISOString() } : undefined
}
