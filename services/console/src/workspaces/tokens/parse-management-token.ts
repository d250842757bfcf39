import { parseDollars } from '@1relay/custody'
import { MICROS_PER_CENT } from '../../ui/money.js'
import { linesOf, type Method, METHODS, parseCidrs, parsePaths, parseQueryNames } from '../keys/parse-scope.js'
import type { NewManagementToken } from './queries.js'

export const ROLES = [
  {
    value: 'provisioner',
    label: 'Provisioner',
    hint: 'Mints short-lived keys within bounds, and can do nothing else.',
  },
  { value: 'viewer', label: 'Viewer', hint: 'Reads everything, changes nothing.' },
  { value: 'admin', label: 'Admin', hint: 'Does what an admin does, but makes no tokens and invites nobody.' },
] as const satisfies readonly { value: NewManagementToken['role']; label: string; hint: string }[]

export const ENDS = [
  { value: '7', label: 'In 7 days' },
  { value: '30', label: 'In 30 days' },
  { value: '90', label: 'In 90 days' },
  { value: '365', label: 'In a year' },
  { value: '', label: 'Never' },
] as const

/** The longest life of a minted key, in seconds. */
export const LIVES = [
  { value: '900', label: '15 minutes' },
  { value: '3600', label: 'An hour' },
  { value: '86400', label: 'A day' },
  { value: '604800', label: '7 days' },
  { value: '2592000', label: '30 days' },
] as const

/** What stands in the form. `methods` and `paths` are the token's own scope, or for a provisioner what its keys may do. */
export interface TokenText {
  readonly name: string
  readonly role: NewManagementToken['role']
  readonly ends: string
  readonly cidrs: string
  readonly methods: readonly Method[]
  readonly paths: string
  readonly connectionIds: readonly string[]
  readonly ttlSecondsMax: string
  readonly liveKeysMax: string
  readonly requestsPerMinuteMax: string
  readonly dailyBudget: string
  readonly deniedQueryParameters: string
  readonly keyCidrs: string
}

export const BLANK: TokenText = {
  name: '',
  role: 'provisioner',
  ends: '90',
  cidrs: '',
  methods: [],
  paths: '',
  connectionIds: [],
  ttlSecondsMax: '3600',
  liveKeysMax: '20',
  requestsPerMinuteMax: '',
  dailyBudget: '',
  deniedQueryParameters: '',
  keyCidrs: '',
}

export type TokenProblem = Readonly<Partial<Record<keyof TokenText, string>>>
type Parsed =
  { readonly ok: true; readonly token: NewManagementToken } | { readonly ok: false; readonly problems: TokenProblem }

const DAY_MS = 24 * 60 * 60 * 1000

/** A management token as the contract takes it, or a sentence for each field that is wrong. */
export const parseManagementToken = (text: TokenText, now: Date): Parsed => {
  const name = text.name.trim()
  const cidrs = text.cidrs.trim() === '' ? undefined : parseCidrs(text.cidrs)
  const own = text.role === 'provisioner' ? provisionerPart(text) : scopePart(text)
  const problems: TokenProblem = {
    ...(name === '' ? { name: 'A name, so that people know what uses it.' } : {}),
    ...(typeof cidrs === 'string' ? { cidrs } : {}),
    ...own.problems,
  }
  if (Object.keys(problems).length > 0) return { ok: false, problems }
  const expiresAt = text.ends === '' ? undefined : new Date(now.getTime() + Number(text.ends) * DAY_MS).toISOString()
  return {
    ok: true,
    token: {
      name,
      role: text.role,
      ...(expiresAt && { expiresAt }),
      ...(cidrs === undefined ? {} : { cidrs: cidrs as string[] }),
      ...own.part,
    },
  }
}

interface Part {
  readonly part: Partial<NewManagementToken>
  readonly problems: TokenProblem
}

/** An empty scope is all that the role may do. */
const scopePart = ({ methods, paths }: TokenText): Part => {
  const parsed = paths.trim() === '' ? undefined : parsePaths(paths)
  if (typeof parsed === 'string') return { part: {}, problems: { paths: parsed } }
  return {
    part: { ...(methods.length > 0 && { methods: inOrder(methods) }), ...(parsed && { paths: parsed }) },
    problems: {},
  }
}

const provisionerPart = (text: TokenText): Part => {
  const [paths, denied] = [parsePaths(text.paths), parseQueryNames(text.deniedQueryParameters)]
  const cidrs = text.keyCidrs.trim() === '' ? undefined : parseCidrs(text.keyCidrs)
  const [liveKeysMax, rate] = [countOf(text.liveKeysMax, 1000), countOf(text.requestsPerMinuteMax, 100_000)]
  const cap = text.dailyBudget.trim() === '' ? undefined : parseDollars(text.dailyBudget)
  const problems: TokenProblem = {
    ...(text.connectionIds.length === 0 ? { connectionIds: 'At least one protected key.' } : {}),
    ...(text.methods.length === 0 ? { methods: 'At least one method: what is not named is refused.' } : {}),
    ...(typeof paths === 'string' ? { paths } : {}),
    ...(typeof liveKeysMax === 'number' ? {} : { liveKeysMax: 'A whole number from 1 to 1,000.' }),
    ...(rate === 'bad' ? { requestsPerMinuteMax: 'A whole number from 1 to 100,000.' } : {}),
    ...(cap?.ok === false ? { dailyBudget: cap.why } : {}),
    ...(typeof denied === 'string' ? { deniedQueryParameters: denied } : {}),
    ...(typeof cidrs === 'string' ? { keyCidrs: cidrs } : {}),
  }
  if (Object.keys(problems).length > 0) return { part: {}, problems }
  return {
    part: {
      bounds: {
        connectionIds: [...text.connectionIds],
        methods: inOrder(text.methods),
        paths: paths as string[],
        ttlSecondsMax: Number(text.ttlSecondsMax),
        liveKeysMax: liveKeysMax as number,
        ...(typeof rate === 'number' && { requestsPerMinuteMax: rate }),
        ...(cap?.ok === true && { budgets: [{ period: 'day' as const, capMicros: cap.value * MICROS_PER_CENT }] }),
        ...((denied as string[]).length > 0 && { deniedQueryParameters: denied as string[] }),
        ...(cidrs === undefined ? {} : { cidrs: cidrs as string[] }),
      },
    },
    problems: {},
  }
}

const inOrder = (methods: readonly Method[]): Method[] => METHODS.filter((method) => methods.includes(method))

const countOf = (text: string, most: number): number | undefined | 'bad' => {
  const [typed, ...more] = linesOf(text)
  if (typed === undefined) return undefined
  const count = more.length === 0 && /^\d{1,6}$/.test(typed) ? Number(typed) : 0
  return count >= 1 && count <= most ? count : 'bad'
}
