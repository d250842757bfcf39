import { formatMicros } from '../../ui/money.js'
import { PERIODS, type TermsText } from '../../terms/parse-terms.js'
import { parseTerms } from '../../terms/parse-terms.js'
import { ENDS, type KeyText, NEVER } from './parse-key.js'
import { linesOf } from './parse-scope.js'

interface Subject {
  readonly text: KeyText
  readonly terms: TermsText
  readonly isPriced: boolean
  /** Name of the protected key. */
  readonly api: string
}

/** What the key of a form may do, in plain words, one sentence a line. It goes along as the form is filled in. */
export const keySummary = ({ text, terms, isPriced, api }: Subject): readonly string[] => [
  `${holderOf(text)} may call ${api} with ${methodsOf(text)} at ${pathsOf(text)}. Everything else is refused before ${api} hears of it.`,
  ...deniedOf(text),
  ...modelsOf(text, isPriced),
  spendingOf(terms, isPriced),
  networkOf(text),
  endOf(text),
]

const holderOf = ({ owner, holderEmail, name }: KeyText): string =>
  owner === 'person' ? holderEmail.trim() || 'A person' : name.trim() || 'Whoever has the key'

const methodsOf = ({ methods }: KeyText): string => (methods.length === 0 ? 'no method yet' : listed(methods))

const pathsOf = ({ paths }: KeyText): string => {
  const all = linesOf(paths)
  if (all.length === 0) return 'no path yet'
  return all.includes('/**') ? 'every path' : listed(all)
}

const deniedOf = ({ deniedQueryParameters }: KeyText): readonly string[] => {
  const names = linesOf(deniedQueryParameters)
  return names.length === 0 ? [] : [`Never with the query parameter ${listed(names, 'or')}.`]
}

const modelsOf = ({ models }: KeyText, isPriced: boolean): readonly string[] => {
  const names = linesOf(models)
  return isPriced && names.length > 0 ? [`Only with the model ${listed(names, 'or')}.`] : []
}

const spendingOf = (terms: TermsText, isPriced: boolean): string => {
  const parsed = parseTerms(terms)
  if (!parsed.ok) return 'How often and for how much is not clear yet.'
  const { budgets, limits } = parsed.terms
  const caps = isPriced
    ? budgets.map(({ period, capMicros }) => {
        const each = PERIODS.find((one) => one.period === period)?.each ?? period
        return `${formatMicros(capMicros)} ${each}`
      })
    : []
  const rates = [
    ...(limits.requestsPerMinute === undefined ? [] : [`${limits.requestsPerMinute} calls a minute`]),
    ...(limits.concurrentRequests === undefined ? [] : [`${limits.concurrentRequests} at once`]),
  ]
  const all = [...caps, ...rates]
  return all.length === 0 ? 'As often as the API itself allows.' : `At most ${listed(all)}.`
}

const networkOf = ({ network, cidrs, holderEmail }: KeyText): string => {
  if (network === 'any') return 'From any network.'
  if (network === 'allowlist') return `Only from ${listed(linesOf(cidrs), 'or') || 'networks that are not named yet'}.`
  const holder = holderEmail.trim() || 'the holder'
  return `From networks that ${holder} has confirmed: a call from a new one gets 423 and a mail asks for confirmation.`
}

const endOf = ({ ends, endsAt }: KeyText): string => {
  if (ends === NEVER.value) return 'Until somebody revokes it.'
  if (ends === 'date')
    return endsAt === '' ? 'Until a date that is not named yet.' : `Until ${endsAt.replace('T', ' at ')}.`
  const label = ENDS.find(({ value }) => value === ends)?.label
  return label === undefined ? 'Its end stays as it is.' : `It ends by itself ${label.toLowerCase()}.`
}

const listed = (words: readonly string[], and = 'and'): string =>
  words.length < 2 ? words.join() : `${words.slice(0, -1).join(', ')} ${and} ${words.at(-1) ?? ''}`
